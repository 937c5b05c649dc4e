// Verifies one delivery with the library that Standard Webhooks itself publishes. In: {"secret","headers","body"} as JSON; out: "verified", or why not.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const { secret, headers, body } = JSON.parse(readFileSync(0, 'utf8'));
try {
  new Webhook(secret).verify(body, headers);
  console.log('verified');
} catch (error) {
  console.log(error.message);
}
