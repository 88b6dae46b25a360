// Where a person types: sending, growing, remembering.

import { Completion } from './completion.js';
import { byId, el } from './dom.js';

const HISTORY_KEY = 'vitrail.history';
const DRAFT_KEY = 'vitrail.draft';
const HISTORY_LENGTH = 50;
const SQUARE = '1:1';

// A prompt, with the command or without, that says nothing of a shape; dashes as phones make them.
const PROMPT = /^(\/imagine\b|(?!\/))/i;
const DASHES = '[-\\u2010-\\u2015\\u2212\\uff0d]{1,2}';
const SHAPED = new RegExp(`(^|\\s)${DASHES}ar\\b`, 'i');

/** Storage may be forbidden by the browser; the page works without it. */
const memory = {
  read(storage, key, otherwise) {
    try {
      return JSON.parse(window[storage].getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(storage, key, value) {
    try {
      window[storage].setItem(key, JSON.stringify(value));
    } catch {
      // nothing is lost but the convenience
    }
  },
};

export class Composer {
  #field = byId('prompt');
  #send = byId('send');
  #shape = byId('shape');
  #choices = [];
  #completion = new Completion(this.#field);
  #history = memory.read('localStorage', HISTORY_KEY, []);
  #place = this.#history.length;
  #submit;
  #beginning;
  #busy = false;

  /** `submit(text, pictures)` resolves to true when the text may leave the field, and the picture with it. */
  constructor(submit, beginning) {
    this.#submit = submit;
    this.#beginning = beginning;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    this.#field.addEventListener('input', () => this.#changed());
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    this.#field.value = memory.read('sessionStorage', DRAFT_KEY, '');
    this.#changed();
  }

  focus() {
    this.#field.focus();
  }

  /** Whether shapes other than squares can be chosen. */
  offerShapes(offered) {
    this.#shape.hidden = !offered;
  }

  /** Those of a model's options whose values are names, each with the model's own way chosen. */
  offerChoices(options) {
    const chosen = Object.fromEntries(this.#choices.map((select) => [select.name, select.value]));
    this.#choices.forEach((select) => select.remove());
    this.#choices = Object.entries(options)
      .filter(([, { names }]) => names?.length > 1)
      .map(([name, { standard, names }]) => {
        const values = names.map((value) => el('option', { value, textContent: `${name}: ${value}`, defaultSelected: value === standard }));
        const select = el('select', { className: 'shape', name, attributes: { 'aria-label': name, 'data-standard': standard } }, ...values);
        select.value = names.includes(chosen[name]) ? chosen[name] : standard;
        return select;
      });
    this.#shape.after(...this.#choices);
  }

  /** With what is chosen beside them, unless they say it themselves or name another model. */
  #chosen(words) {
    const saysAlready = (name) => new RegExp(`(^|\\s)${DASHES}${name}\\b`, 'i').test(words);
    if (!PROMPT.test(words) || saysAlready('model')) return words;
    const all = this.#choices
      .filter((select) => select.value !== select.dataset.standard && !saysAlready(select.name))
      .map((select) => `--${select.name} ${select.value}`);
    return [words, ...all].join(' ');
  }

  #shaped(words) {
    const shape = this.#shape.hidden ? SQUARE : this.#shape.value;
    return shape === SQUARE || !PROMPT.test(words) || SHAPED.test(words) ? words : `${words} --ar ${shape}`;
  }

  async send(text = this.#field.value) {
    const words = text.trim();
    if (!words || this.#busy) return;
    this.#busy = true;
    this.#send.disabled = true;
    this.#completion.close();
    try {
      const sent = this.#beginning.with(this.#chosen(this.#shaped(words)));
      const accepted = await this.#submit(sent.text, sent.pictures);
      if (accepted && sent.pictures) this.#beginning.drop();
      this.#remember(words);
      if (accepted && this.#field.value === text) this.#replace('');
    } finally {
      this.#busy = false;
      this.#send.disabled = false;
    }
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#completion.key(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'ArrowUp' && this.#atStart()) this.#recall(event, -1);
    else if (event.key === 'ArrowDown' && this.#atEnd()) this.#recall(event, 1);
  }

  #atStart() {
    return this.#field.selectionEnd === 0 || this.#field.value === this.#history[this.#place];
  }

  #atEnd() {
    return this.#field.value === this.#history[this.#place];
  }

  #recall(event, by) {
    const place = this.#place + by;
    if (place < 0 || place > this.#history.length) return;
    event.preventDefault();
    this.#place = place;
    this.#replace(this.#history[place] ?? '');
  }

  #remember(text) {
    this.#history = [...this.#history.filter((each) => each !== text), text].slice(-HISTORY_LENGTH);
    this.#place = this.#history.length;
    memory.write('localStorage', HISTORY_KEY, this.#history);
  }

  #replace(text) {
    this.#field.value = text;
    this.#field.setSelectionRange(text.length, text.length);
    this.#completion.close();
    this.#changed();
  }

  #changed() {
    memory.write('sessionStorage', DRAFT_KEY, this.#field.value);
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }
}
