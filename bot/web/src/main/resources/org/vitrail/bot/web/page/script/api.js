// The server's HTTP interface, and where pictures are found. Addresses are relative to the page's own, which a proxy may
// have put under a path.

import { speak } from './texts.js';

/** The server could not be reached, or answered with a sentence that says why not. */
export class ApiError extends Error {}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...options });
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause;
    throw new ApiError('Vitrail does not answer. Your words are kept: send them again when it is back.', { cause });
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(body?.error ?? `The server answered ${response.status}. Try again in a moment.`);
  return body;
}

/** Only one answer may bring the cookie, so nothing is asked for before the first greeting is over. */
let greeting = Promise.resolve();

function greet() {
  const greeted = Promise.all([request('api/models'), request('api/texts').then(speak)]);
  greeting = greeted.catch(() => {});
  return greeted.then(([models]) => models);
}

async function command(body) {
  await greeting;
  return request('api/commands', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export const api = {
  greet,
  say: (text, pictures) => command({ text, ...pictures }),
  act: (action, job, picture, factor) => command({ action, job, picture, factor }),
  /** Prompts that come out well, others each time; one alone where the model proposes none. */
  proposals: () => request('api/proposals'),
  completions: (text, cursor, signal) =>
    request(`api/completions?${new URLSearchParams({ text, cursor })}`, { signal }),
};

export const picture = {
  one: (job, number) => `images/${job.id}/${number}.png`,
  grid: (job) => `images/${job.id}/grid.png`,
  film: (job) => `images/${job.id}/film.mp4`,
  sticker: (job) => `images/${job.id}/sticker.webp`,
  preview: (job) => `images/${job.id}/preview.png?n=${job.previewNumber}`,
};

/** A file name that says what the picture shows. */
export function fileName(job, part, ending = 'png') {
  const safe = job.prompt.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  const words = Array.from(new Intl.Segmenter().segment(safe), ({ segment }) => segment).slice(0, 48).join('');
  return `${['vitrail', words, job.id, part].filter(Boolean).join('-')}.${ending}`;
}
