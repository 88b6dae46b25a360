// What is said in passing: to screen readers, in a toast, in the window's title.

import { byId } from './dom.js';

const TOAST_MS = 3500;
let toastTimer = 0;

/** Tells screen readers without disturbing the page. */
export function announce(text) {
  byId('announcer').textContent = text;
}

/** Shows a short sentence that leaves by itself. */
export function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.hidden = false;
  announce(text);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (box.hidden = true), TOAST_MS);
}

/** Puts text on the clipboard; also over plain HTTP in a home network, where the modern way is closed. */
export async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // refused by the browser: the old way may still be open
    }
  }
  const field = Object.assign(document.createElement('textarea'), { value: text, className: 'visually-hidden' });
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return copied;
}
