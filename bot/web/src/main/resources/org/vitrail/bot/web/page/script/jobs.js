// The jobs this page knows of. The server is the authority; this only refuses to go back in time.

const ORDER = { waiting: 0, running: 1, done: 2, failed: 2, cancelled: 2 };

export const isFinal = (job) => ORDER[job.state] === 2;

/** Events and answers travel on two connections; what has ended does not begin again. */
const isStale = (next, known) => isFinal(known) && !isFinal(next);

/** How much of the whole work is behind, 0 to 1; the server says it, as it does in the chats. */
export const share = (job) => (isFinal(job) ? 1 : (job.percent ?? 0) / 100);

export class Jobs extends EventTarget {
  #known = new Map();

  get size() {
    return this.#known.size;
  }

  get(id) {
    return this.#known.get(id);
  }

  /** Newest first. */
  list() {
    return [...this.#known.values()].sort((a, b) => b.submittedAt - a.submittedAt || (a.id < b.id ? 1 : -1));
  }

  anyOpen() {
    return [...this.#known.values()].some((job) => !isFinal(job));
  }

  put(job) {
    const known = this.#known.get(job.id);
    if (known && isStale(job, known)) return;
    this.#known.set(job.id, job);
    this.dispatchEvent(new CustomEvent('job', { detail: { job, before: known } }));
    this.dispatchEvent(new Event('change'));
  }

  /** The whole state as the server sees it; oldest first, so that the chat grows downwards. */
  putAll(jobs) {
    for (const job of [...jobs].sort((a, b) => a.submittedAt - b.submittedAt)) {
      const known = this.#known.get(job.id);
      if (known && isStale(job, known)) continue;
      this.#known.set(job.id, job);
      this.dispatchEvent(new CustomEvent('job', { detail: { job, before: known } }));
    }
    this.dispatchEvent(new Event('change'));
  }
}
