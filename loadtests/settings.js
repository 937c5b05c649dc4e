// What the scenarios share with the stand-in that runs them where k6 is not installed: plain data, no k6 in it.

/**
 * Addresses of the sandbox, unless the environment names others.
 * @param {Record<string, string | undefined>} env
 */
export function addresses(env) {
  return {
    gateway: env.GATEWAY ?? 'http://127.0.0.1:8080',
    tokens: env.TOKENS ?? 'http://127.0.0.1:8090',
  };
}

/**
 * One well-behaved vendor at a constant rate: below its plan, so every answer must be a 200 and quick.
 * @param {Record<string, string | undefined>} env
 */
export function steady(env) {
  return {
    /** Requests per second; new ones start on time whatever the earlier ones do. */
    rate: Number(env.RATE ?? 30),
    seconds: Number(env.LENGTH ?? 30),
    /** Tokens in rotation, as a system holds one per customer. */
    tokens: 8,
    form: 'maskinporten-systemuser',
    scope: 'digdir:dialogporten',
    /** One call in so many searches; the others read one dialog each. */
    searchEvery: 5,
    limits: {
      p95: Number(env.P95 ?? 50),
      p99: Number(env.P99 ?? 150),
      /** Share of answers other than 200, 0 to 1. */
      failed: 0.001,
    },
  };
}

/**
 * The customer a system user token acts for: an organisation number.
 * @param {string} payload the token's middle part, decoded
 */
export function customerOf(payload) {
  const claims = JSON.parse(payload);
  const details = [claims.authorization_details].flat()[0];
  return String(details.systemuser_org.ID).split(':')[1];
}

/** @param {string} customer */
export const searchPath = customer => `/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:${customer}&limit=20`;

/** @param {string} dialog */
export const dialogPath = dialog => `/dialogporten/api/v1/enduser/dialogs/${dialog}`;
