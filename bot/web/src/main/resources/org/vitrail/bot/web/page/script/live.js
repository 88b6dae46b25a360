// Keeps one event stream open, and says when it is away.

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const SILENCE_MS = 45_000; // the server breathes every 15 s

/**
 * Follows the server's events until the page goes; before each attempt `greet` is called, which gives the
 * page its cookie. A browser allows six connections to one server over
 * all tabs together, so a tab that nobody looks at lets go of its own, unless it waits for a picture.
 */
export class Live {
  #source = null;
  #attempt = null;
  #timer = 0;
  #silence = 0;
  #wait = SHORTEST_WAIT_MS;
  #handlers;
  #worthKeeping;

  constructor(handlers, worthKeeping) {
    this.#handlers = handlers;
    this.#worthKeeping = worthKeeping;
  }

  /** Begins to follow. */
  start() {
    document.addEventListener('visibilitychange', () => this.review());
    window.addEventListener('online', () => this.#reconnectSoon(0));
    window.addEventListener('pagehide', () => this.#drop());
    window.addEventListener('pageshow', () => this.review());
    this.review();
  }

  /** Opens or lets go of the stream, as this tab needs it now. */
  review() {
    const wanted = !document.hidden || this.#worthKeeping();
    if (wanted && !this.#source && !this.#attempt) this.#open();
    if (!wanted) this.#drop();
  }

  async #open() {
    this.#drop();
    const attempt = (this.#attempt = {});
    try {
      await this.#handlers.greet();
    } catch {
      if (attempt === this.#attempt) this.#tryLater();
      return;
    }
    if (attempt === this.#attempt) this.#listen();
  }

  #listen() {
    const since = performance.now();
    const source = new EventSource('api/events');
    this.#source = source;
    source.addEventListener('jobs', (event) => {
      this.#wait = SHORTEST_WAIT_MS;
      this.#handlers.state('connected');
      this.#handlers.jobs(JSON.parse(event.data));
    });
    source.addEventListener('job', (event) => this.#handlers.job(JSON.parse(event.data)));
    source.addEventListener('kept', (event) => this.#handlers.kept(JSON.parse(event.data), since));
    source.addEventListener('gone', (event) => this.#handlers.gone(JSON.parse(event.data)));
    source.addEventListener('said', (event) => this.#handlers.said(JSON.parse(event.data)));
    for (const kind of ['jobs', 'job', 'beat']) source.addEventListener(kind, () => this.#heard());
    source.addEventListener('error', () => {
      if (source === this.#source) this.#tryLater();
    });
    this.#heard();
  }

  #tryLater() {
    this.#handlers.state('away');
    this.#reconnectSoon(this.#wait);
    this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
  }

  /** A connection can die without a word, for example when a laptop sleeps. */
  #heard() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#handlers.state('away');
      this.#reconnectSoon(0);
    }, SILENCE_MS);
  }

  #reconnectSoon(wait) {
    this.#drop();
    this.#timer = setTimeout(() => this.review(), wait);
  }

  #drop() {
    clearTimeout(this.#silence);
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#attempt = null;
  }
}
