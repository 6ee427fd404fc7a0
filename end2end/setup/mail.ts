// What the SMTP server caught, read from its Maildir.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { until } from './server';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

function words(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(body, 'base64').toString('utf8')
        : Buffer.from(body.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8'),
    );
}

function body(part: string): string {
  const [head, ...rest] = part.split(/\r?\n\r?\n/);
  const text = rest.join('\n\n');
  const encoding = /content-transfer-encoding:\s*(\S+)/i.exec(head)?.[1].toLowerCase();
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') {
    const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }
  return text;
}

function parse(raw: string): Mail {
  const head = raw.split(/\r?\n\r?\n/, 1)[0].replace(/\r?\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1] ?? '';
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(head)?.[1];
  const plain = boundary ? raw.split(`--${boundary}`).find((part) => /content-type:\s*text\/plain/i.test(part)) : raw;
  return { to: header('To'), subject: words(header('Subject')), text: body((plain ?? '').replace(/^\r?\n/, '')) };
}

/** What was read before: a mail does not change. */
const read = new Map<string, Mail>();

function opened(file: string): Mail {
  const found = read.get(file) ?? parse(readFileSync(file, 'latin1'));
  read.set(file, found);
  return found;
}

/** All mails to an address so far. */
export function mailsTo(address: string, maildir = process.env.MAIL_DIR ?? ''): Mail[] {
  const folder = join(maildir, 'new');
  return readdirSync(folder)
    .map((file) => opened(join(folder, file)))
    .filter((mail) => mail.to.includes(address));
}

/** Waits for a mail to an address whose subject holds `subject`. */
export async function mailTo(address: string, subject: string, maildir?: string): Promise<Mail> {
  let found: Mail | undefined;
  await until(`a mail to ${address} about ${subject}`, async () => {
    found = mailsTo(address, maildir).find((mail) => mail.subject.includes(subject));
    return found !== undefined;
  }, 60);
  return found as Mail;
}
