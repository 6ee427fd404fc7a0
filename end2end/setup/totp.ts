// What an authenticator app shows (RFC 6238: SHA-1, six digits, 30 seconds).
import { createHmac } from 'node:crypto';

const STEP = 30_000;

function bytes(base32: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replaceAll(/\s/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** The code of a step, by default the present one. */
export function code(secret: string, step = Math.floor(Date.now() / STEP)): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', bytes(secret)).update(counter).digest();
  const offset = digest[digest.length - 1] & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code that was not used before: that of the next step, which the server takes as well. */
export const nextCode = (secret: string): string => code(secret, Math.floor(Date.now() / STEP) + 1);
