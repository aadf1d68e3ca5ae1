// A provider of OpenID Connect for the tests: the package oidc-provider as it is, with one client, and with nobody at the
// screen. Whoever is sent to it is the account that the test has named last, and agrees to everything.
//
// node oidc_provider.mjs FOLDER_OF_THE_PACKAGE PORT REDIRECT_URI LOGOUT_URI

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, redirectUri, logoutUri] = process.argv.slice(2);
const found = createRequire(`${folder}/`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found));

// Other keys at each start: a provider that is started again has exchanged them.
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };

let account = { sub: "nobody" };
let isStuck = false;
// What the shop has not taken of log-outs.
let refused = [];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "shop",
    client_secret: "secret-of-tests",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "client_secret_basic",
    backchannel_logout_uri: logoutUri,
    backchannel_logout_session_required: true,
  }],
  jwks: { keys: [key] },
  cookies: { keys: ["cookies-of-tests"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...account, sub: id }) }),
  pkce: { required: () => true },
});

provider.on("backchannel.error", (_, error) => refused.push(String(error)));

// Logs in and agrees in one go.
async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  if (account.sub === "") {
    await provider.interactionFinished(request, response, { error: "access_denied" });
    return;
  }
  const grant = new provider.Grant({ accountId: account.sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId: account.sub }, consent });
}

async function command(request, response) {
  let body = "";
  for await (const part of request) body += part;
  const asked = JSON.parse(body);
  if (asked.account) account = asked.account;
  if (asked.isStuck !== undefined) isStuck = asked.isStuck;
  const failed = refused.length > 0;
  response.writeHead(failed ? 500 : 204).end(refused.join());
  refused = [];
}

const answer = provider.callback();
createServer((request, response) => {
  if (request.url === "/of-tests") return command(request, response);
  if (isStuck) return undefined;
  if (request.url.startsWith("/interaction/")) {
    return interact(request, response).catch((error) => response.writeHead(500).end(String(error)));
  }
  return answer(request, response);
}).listen(Number(port), "127.0.0.1");
