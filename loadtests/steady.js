// Constant arrival rate below the plan: the gateway must pass everything on, quickly.
// k6 run steady.js          (addresses, rate, length and limits by environment: see README.md)

import encoding from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';
import { check, fail } from 'k6';
import { addresses, customerOf, dialogPath, searchPath, steady } from './settings.js';

const at = addresses(__ENV);
const settings = steady(__ENV);

/** @type {import('k6/options').Options} */
export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: settings.rate,
      timeUnit: '1s',
      duration: `${settings.seconds}s`,
      preAllocatedVUs: Math.max(10, Math.ceil(settings.rate / 2)),
      maxVUs: Math.max(50, settings.rate * 4),
    },
  },
  thresholds: {
    'http_req_duration{stage:steady}': [`p(95)<${settings.limits.p95}`, `p(99)<${settings.limits.p99}`],
    'http_req_failed{stage:steady}': [`rate<${settings.limits.failed}`],
    'checks{stage:steady}': [`rate>${1 - settings.limits.failed}`],
    dropped_iterations: ['count==0'],
  },
  discardResponseBodies: true,
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
};

/**
 * @typedef {{ token: string, customer: string, dialogs: string[] }} Customer
 * @returns {Customer[]}
 */
export function setup() {
  return Array.from({ length: settings.tokens }, () => {
    const answer = http.get(`${at.tokens}/token?form=${settings.form}&scope=${encodeURIComponent(settings.scope)}`, { responseType: 'text' });
    if (answer.status !== 200 || typeof answer.body !== 'string') {
      return fail(`No token: ${answer.status}`);
    }

    const token = answer.body.trim();
    const customer = customerOf(encoding.b64decode(token.split('.')[1], 'rawurl', 's'));
    const found = http.get(at.gateway + searchPath(customer), { headers: { Authorization: `Bearer ${token}` }, responseType: 'text' });
    if (found.status !== 200) {
      return fail(`The gateway answered ${found.status} before the test began: ${found.body}`);
    }

    const items = /** @type {{ id: string }[] | undefined} */ (/** @type {unknown} */ (found.json('items')));
    return { token, customer, dialogs: (items ?? []).map(item => item.id) };
  });
}

/** @param {Customer[]} customers */
export default function steadyCall(customers) {
  const turn = exec.scenario.iterationInTest;
  const { token, customer, dialogs } = customers[turn % customers.length];
  const search = dialogs.length === 0 || turn % settings.searchEvery === 0;
  const path = search ? searchPath(customer) : dialogPath(dialogs[turn % dialogs.length]);
  const answer = http.get(at.gateway + path, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    tags: { stage: 'steady', name: search ? 'dialogs.search' : 'dialogs.get' },
  });
  check(answer, { 'is 200': one => one.status === 200 }, { stage: 'steady' });
}
