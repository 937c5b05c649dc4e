// The scenario of ../steady.js where no k6 is installed: the same settings, calls and thresholds, open loop on node's own HTTP client.
// node standin/steady.js

import http from 'node:http';
import { addresses, customerOf, dialogPath, searchPath, steady } from '../settings.js';

const at = addresses(process.env);
const settings = steady(process.env);
const agent = new http.Agent({ keepAlive: true });

/**
 * @param {string} address
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ status: number, body: string, ms: number }>}
 */
function get(address, headers) {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.get(address, { agent, headers, timeout: 10_000 }, answer => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', part => (body += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, ms: performance.now() - began }));
      answer.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
}

async function setup() {
  const customers = [];
  for (let i = 0; i < settings.tokens; i++) {
    const answer = await get(`${at.tokens}/token?form=${settings.form}&scope=${encodeURIComponent(settings.scope)}`);
    if (answer.status !== 200) {
      throw new Error(`No token: ${answer.status} ${answer.body}`);
    }

    const token = answer.body.trim();
    const customer = customerOf(Buffer.from(token.split('.')[1], 'base64url').toString());
    const found = await get(at.gateway + searchPath(customer), { Authorization: `Bearer ${token}` });
    if (found.status !== 200) {
      throw new Error(`The gateway answered ${found.status} before the test began: ${found.body}`);
    }

    /** @type {{ id: string }[]} */
    const items = JSON.parse(found.body).items ?? [];
    customers.push({ token, customer, dialogs: items.map(item => item.id) });
  }

  return customers;
}

const customers = await setup();
const total = settings.rate * settings.seconds;
/** @type {number[]} */
const latencies = [];
/** @type {Map<string, number>} */
const failures = new Map();

/** @param {number} turn */
async function call(turn) {
  const { token, customer, dialogs } = customers[turn % customers.length];
  const search = dialogs.length === 0 || turn % settings.searchEvery === 0;
  const path = search ? searchPath(customer) : dialogPath(dialogs[turn % dialogs.length]);
  let what;
  try {
    const answer = await get(at.gateway + path, { Authorization: `Bearer ${token}`, Accept: 'application/json' });
    latencies.push(answer.ms);
    what = answer.status === 200 ? undefined : String(answer.status);
  } catch (fault) {
    what = fault instanceof Error ? fault.message : String(fault);
  }

  if (what !== undefined) {
    failures.set(what, (failures.get(what) ?? 0) + 1);
  }
}

const calls = [];
const began = performance.now();
while (calls.length < total) {
  const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * settings.rate) + 1);
  while (calls.length < due) {
    calls.push(call(calls.length));
  }

  await new Promise(resume => setTimeout(resume, 1000 / settings.rate / 2));
}

await Promise.all(calls);
agent.destroy();
latencies.sort((a, b) => a - b);
/** @param {number} share */
const quantile = share => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? Infinity;
const failed = [...failures.values()].reduce((sum, count) => sum + count, 0) / total;
const bars = [
  { name: 'p95 ms', value: quantile(0.95), limit: settings.limits.p95 },
  { name: 'p99 ms', value: quantile(0.99), limit: settings.limits.p99 },
  { name: 'failed share', value: failed, limit: settings.limits.failed },
];
console.log(`${total} calls at ${settings.rate}/s, median ${quantile(0.5).toFixed(1)} ms`);
for (const { name, value, limit } of bars) {
  console.log(`${value < limit ? 'ok  ' : 'OVER'} ${name}: ${Number(value.toFixed(4))} (limit ${limit})`);
}

for (const [what, count] of failures) {
  console.log(`     ${count} x ${what}`);
}

process.exitCode = bars.every(({ value, limit }) => value < limit) ? 0 : 1;
