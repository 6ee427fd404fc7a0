// What axe-core has looked at in this run: it looks once at a state of a page in each mode, however many tests pass through it.
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';

/**
 * Names the state in which a page stands, by everything that axe-core's judgement depends on: the elements with their
 * attributes, how they refer to each other, what is filled in, open, focused or under the mouse, the width of the window and
 * the colour scheme. Words, numbers and addresses count only as being there, and short ones by their length, because a link of
 * one or two letters may be too small to hit.
 */
export async function stateOf(page: Page): Promise<string> {
  const state = await page.evaluate(() => {
    const ids = new Map<string, number>();
    const alias = (id: string) => ids.get(id) ?? (ids.set(id, ids.size), ids.size - 1);
    const size = (words: string) => Math.min(words.trim().length, 3);
    const references = new Set(['id', 'for', 'headers', 'list', 'form', 'name', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-errormessage', 'aria-details', 'aria-activedescendant', 'aria-flowto']);
    const words = new Set(['alt', 'title', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'aria-placeholder', 'summary', 'label']);
    const contents = new Set(['href', 'src', 'srcset', 'action', 'formaction', 'value', 'content', 'datetime', 'nonce', 'integrity', 'cite', 'poster', 'data']);
    const attribute = ({ name, value }: Attr): string => {
      if (references.has(name)) return `${name}=${value.split(/\s+/).map(alias)}`;
      if (words.has(name)) return `${name}~${size(value)}`;
      if (contents.has(name) || name.startsWith('data-')) return name;
      return `${name}=${value}`;
    };
    const hovered = [...document.querySelectorAll(':hover')].at(-1);
    const written: string[] = [`${innerWidth}`, matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'];
    const write = (element: Element): void => {
      written.push(`<${element.localName} ${[...element.attributes].map(attribute).sort().join(' ')}`);
      if (element === document.activeElement) written.push('focused');
      if (element === hovered) written.push('hovered');
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
        written.push(`${size(element.value)} ${element.disabled} ${'checked' in element && element.checked} ${element.matches(':user-invalid')}`);
      }
      if (!['script', 'style'].includes(element.localName)) {
        for (const child of element.childNodes) {
          if (child instanceof Element) write(child);
          else if (child.nodeType === Node.TEXT_NODE && size(child.nodeValue ?? '') > 0) written.push(`${size(child.nodeValue ?? '')}`);
        }
      }
      written.push('>');
    };
    write(document.documentElement);
    return written.join('\n');
  });
  const { pathname, searchParams } = new URL(page.url());
  const path = pathname.replace(/[^/]*\d[^/]*/g, 'n');
  return createHash('sha256').update(`${path}?${[...searchParams.keys()].join('&')}\n${state}`).digest('hex');
}

const mark = (mode: string, state: string) => join(process.env.LOOKS_DIR ?? '', `${mode}-${state}`);

/** Has axe-core found nothing wrong with this state, in this mode and run? */
export const isSeen = (mode: string, state: string): boolean => existsSync(mark(mode, state));

/** It has; by a second worker too, perhaps. */
export const nowSeen = (mode: string, state: string): void => writeFileSync(mark(mode, state), '');
