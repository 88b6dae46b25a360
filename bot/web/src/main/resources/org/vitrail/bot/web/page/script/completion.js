// What the prompt could go on with: the list of the ARIA combobox pattern, filled by the server.

import { api } from './api.js';
import { byId, el } from './dom.js';

const PAUSE_MS = 70;

export class Completion {
  #field;
  #box = byId('completions');
  #list = byId('completion-list');
  #offers = [];
  #active = -1;
  #timer = 0;
  #request = null;

  constructor(field) {
    this.#field = field;
    this.#list.addEventListener('pointerdown', (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest('[role="option"]');
      if (option) this.#take(Number(option.dataset.index));
    });
    field.addEventListener('input', () => this.#askSoon());
    field.addEventListener('click', () => this.#askSoon());
    field.addEventListener('blur', () => this.close());
  }

  get isOpen() {
    return !this.#box.hidden;
  }

  /** Whether the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const count = this.#offers.length;
    switch (event.key) {
      case 'ArrowDown':
        this.#mark((this.#active + 1) % count);
        return true;
      case 'ArrowUp':
        this.#mark(this.#active <= 0 ? count - 1 : this.#active - 1);
        return true;
      case 'Tab':
        if (event.shiftKey || (this.#active < 0 && this.#offers[0].isProposal)) return false;
        this.#take(Math.max(0, this.#active));
        return true;
      case 'Enter':
        if (this.#active < 0 || event.shiftKey) return false;
        this.#take(this.#active);
        return true;
      case 'Escape':
        this.close();
        return true;
      default:
        return false;
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#box.hidden = true;
    this.#offers = [];
    this.#active = -1;
    this.#field.setAttribute('aria-expanded', 'false');
    this.#field.removeAttribute('aria-activedescendant');
  }

  #askSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const text = this.#field.value;
    const cursor = this.#field.selectionStart;
    this.#request?.abort();
    if (!text.trim()) return this.close();
    this.#request = new AbortController();
    try {
      const offers = await api.completions(text, cursor, this.#request.signal);
      if (this.#field.value === text && document.activeElement === this.#field) this.#show(offers, text);
    } catch (problem) {
      if (problem.name !== 'AbortError') this.close();
    }
  }

  #show(offers, text) {
    if (offers.length === 0) return this.close();
    this.#offers = offers;
    this.#list.replaceChildren(
      ...offers.map((offer, index) =>
        el('li', { id: `completion-${index}`, attributes: { role: 'option', 'data-index': index, 'aria-selected': 'false' } }, el(offer.isProposal ? 'span' : 'code', { textContent: offer.label }), el('span', { textContent: offer.description })),
      ),
    );
    this.#box.hidden = false;
    this.#field.setAttribute('aria-expanded', 'true');
    // Enter completes a word that is begun, but sends a text that needs nothing more: a prompt is one at any word.
    const { from, to, insert, isProposal } = offers[0];
    const begun = text.slice(from, to);
    this.#mark(!isProposal && begun.length > 0 && begun !== insert.trim() ? 0 : -1);
  }

  #mark(index) {
    this.#active = index;
    for (const option of this.#list.children) option.setAttribute('aria-selected', String(Number(option.dataset.index) === index));
    if (index < 0) {
      this.#field.removeAttribute('aria-activedescendant');
      return;
    }
    this.#field.setAttribute('aria-activedescendant', `completion-${index}`);
    this.#list.children[index].scrollIntoView({ block: 'nearest' });
  }

  #take(index) {
    const { from, to, insert } = this.#offers[index];
    const text = this.#field.value;
    this.#field.value = text.slice(0, from) + insert + text.slice(to);
    this.#field.setSelectionRange(from + insert.length, from + insert.length);
    this.close();
    this.#field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
