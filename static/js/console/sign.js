// Signs commands, so that the secret part of a token never leaves the page: a service worker of the
// app is handed every request, and could use a token that it saw for commands of its own.

const bytes = (text) => new TextEncoder().encode(text);

const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const mac = async (secret, text) => {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), algorithm, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", key, bytes(text)));
};

// Where the origin is not trustworthy there is nothing to sign with, and there are no workers.
export const sign = async (token, name, body) => {
  if (!crypto.subtle) return token;
  const end = token.lastIndexOf(".") + 1;
  return token.slice(0, end) + (await mac(token.slice(end), `${name}\n${body}`));
};
