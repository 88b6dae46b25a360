// The jobs this page knows of. The server is the authority; this only refuses to go back in time.

const ORDER = { waiting: 0, running: 1, done: 2, failed: 2, cancelled: 2 };

export const isFinal = (job) => ORDER[job.state] === 2;

/** Events and answers travel on two connections; what has ended does not begin again. */
const isStale = (next, known) => isFinal(known) && !isFinal(next);

/** How much of the whole work is behind, 0 to 1; the server says it, as it does in the chats. */
export const share = (job) => (isFinal(job) ? 1 : (job.percent ?? 0) / 100);

export class Jobs extends EventTarget {
  #known = new Map();
  #learned = new Map(); // when this page heard of a job first, as performance.now()
  #gone = new Set();

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
    if (this.#gone.has(job.id) || (known && isStale(job, known))) return;
    this.#set(job);
    this.dispatchEvent(new CustomEvent('job', { detail: { job, before: known } }));
    this.dispatchEvent(new Event('change'));
  }

  /** The whole state as the server sees it; oldest first, so that the chat grows downwards. */
  putAll(jobs) {
    for (const job of [...jobs].sort((a, b) => a.submittedAt - b.submittedAt)) {
      const known = this.#known.get(job.id);
      if (this.#gone.has(job.id) || (known && isStale(job, known))) continue;
      this.#set(job);
      this.dispatchEvent(new CustomEvent('job', { detail: { job, before: known } }));
    }
    this.dispatchEvent(new Event('change'));
  }

  /** Forgets jobs that were deleted; what still becomes of them is not shown. */
  drop(ids) {
    for (const id of ids) {
      this.#gone.add(id);
      if (this.#known.delete(id)) this.dispatchEvent(new CustomEvent('gone', { detail: { id } }));
    }
    this.dispatchEvent(new Event('change'));
  }

  /** Forgets all but these, unless it heard of them after `since`: the server may not have known them then. */
  keep(ids, since) {
    const kept = new Set(ids);
    this.drop([...this.#known.keys()].filter((id) => !kept.has(id) && this.#learned.get(id) < since));
  }

  #set(job) {
    if (!this.#learned.has(job.id)) this.#learned.set(job.id, performance.now());
    this.#known.set(job.id, job);
  }
}
