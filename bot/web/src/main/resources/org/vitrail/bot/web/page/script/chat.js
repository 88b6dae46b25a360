// The conversation: requests and notes in the order they came, kept in view while a person follows.

import { byId, el, icon } from './dom.js';
import { Card } from './card.js';

const NEAR_PX = 120;
const ENTRY = /^(\/\S.*?|--\S.*?) – (.*)$/; // as help lists commands and options

/** A line of what the server says: an entry of a list gets two columns. */
function line(text) {
  const entry = ENTRY.exec(text);
  return entry ? el('p', { className: 'entry' }, el('code', { textContent: entry[1] }), el('span', { textContent: entry[2] })) : el('p', { textContent: text });
}

export class Chat {
  #cards = new Map();
  #room = byId('chat');
  #messages = byId('messages');
  #welcome = byId('welcome');
  #actions;
  #following = true;

  constructor(actions) {
    this.#actions = actions;
    this.#room.addEventListener('scroll', () => {
      this.#following = this.#room.scrollHeight - this.#room.scrollTop - this.#room.clientHeight < NEAR_PX;
    }, { passive: true });
    const keepUp = new ResizeObserver(() => this.#following && this.#toEnd());
    keepUp.observe(this.#messages);
    keepUp.observe(this.#room);
  }

  show(job) {
    const card = this.#cards.get(job.id);
    if (card) {
      card.update(job);
      return;
    }
    const made = new Card(job, this.#actions);
    this.#cards.set(job.id, made);
    const later = [...this.#messages.children].find((each) => Number(each.dataset.submitted) > job.submittedAt);
    this.#messages.insertBefore(made.element, later ?? null);
  }

  /** Takes a request off the page. */
  remove(id) {
    const element = this.#cards.get(id)?.element;
    if (!element) return;
    const hadFocus = element.contains(document.activeElement);
    this.#cards.delete(id);
    element.remove();
    if (hadFocus) this.#room.focus({ preventScroll: true });
  }

  /** What was said without a picture to follow. */
  note(asked, text, refused) {
    const answer = refused
      ? el('div', { className: 'answer failed' }, el('p', { className: 'trouble' }, icon('warning'), el('span', { textContent: text })))
      : el('div', { className: 'answer note' }, ...text.split('\n').map(line));
    const message = el('li', { className: 'message', tabIndex: -1 }, asked ? el('p', { className: 'words', textContent: asked }) : null, answer);
    this.#add(message);
  }

  /** A file to keep, which is only here until the page is left. */
  file(asked, text, { name, base64 }) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    const link = el('a', { className: 'button', href, download: name }, icon('download'), name);
    const answer = el('div', { className: 'answer note' }, ...text.split('\n').map(line), el('div', { className: 'more' }, link));
    this.#add(el('li', { className: 'message', tabIndex: -1 }, el('p', { className: 'words', textContent: asked }), answer));
  }

  #add(message) {
    this.#welcome.hidden = true; // before anything is measured: it takes all the room
    this.#messages.append(message);
    if (message.offsetHeight < this.#room.clientHeight) this.follow();
    else this.#show(message); // a long text is read from its beginning
  }

  /** Looks at the newest message from now on. */
  follow() {
    this.#following = true;
    this.#toEnd();
  }

  /** Brings one request into view and to the keyboard. */
  visit(id) {
    const element = this.#cards.get(id)?.element;
    if (!element) return;
    this.#show(element);
    element.focus({ preventScroll: true });
  }

  get isEmpty() {
    return this.#messages.childElementCount === 0;
  }

  #show(element) {
    this.#following = false;
    element.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }

  #toEnd() {
    this.#room.scrollTop = this.#room.scrollHeight;
  }
}
