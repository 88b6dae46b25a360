// The gallery of recent grids: beside the chat where there is room, else a sheet that slides up.

import { picture } from './api.js';
import { titleOf } from './card.js';
import { byId, el } from './dom.js';
import { t } from './texts.js';

export class Recent {
  #sheet = byId('recent');
  #list = byId('recent-list');
  #button = byId('recent-button');
  #shown = '';
  #visit;

  constructor(visit) {
    this.#visit = visit;
    this.#button.addEventListener('click', () => this.#toggle(!this.#sheet.classList.contains('open')));
    byId('recent-close').addEventListener('click', () => this.#toggle(false));
    this.#sheet.addEventListener('keydown', (event) => event.key === 'Escape' && this.#toggle(false));
    document.addEventListener('pointerdown', (event) => {
      if (!this.#sheet.contains(event.target) && !this.#button.contains(event.target)) this.#close();
    });
  }

  show(jobs) {
    const finished = jobs.filter((job) => job.state === 'done' && job.pictures.some((each) => !each.isRefused));
    const key = finished.map((job) => job.id).join();
    if (key === this.#shown) return;
    this.#shown = key;
    this.#list.replaceChildren(...finished.map((job) => this.#item(job)));
    byId('recent-empty').hidden = finished.length > 0;
  }

  #item(job) {
    const source = job.pictures.length > 1 ? picture.grid(job) : picture.one(job, 1);
    const made = { upscale: 'card.upscaled', sticker: 'card.stickers' }[job.kind];
    const words = made ? t(made, titleOf(job)) : titleOf(job);
    return el(
      'li',
      {},
      el(
        'button',
        { type: 'button', title: titleOf(job), on: { click: () => { this.#close(); this.#visit(job.id); } } },
        el('span', { className: job.isSpoiler ? 'recent-picture hidden-picture' : 'recent-picture' }, el('img', { src: source, alt: '', loading: 'lazy', decoding: 'async' })),
        el('span', { className: 'recent-words', textContent: words }),
      ),
    );
  }

  #toggle(open) {
    this.#sheet.classList.toggle('open', open);
    this.#button.setAttribute('aria-expanded', String(open));
    (open ? byId('recent-close') : this.#button).focus();
  }

  #close() {
    this.#sheet.classList.remove('open');
    this.#button.setAttribute('aria-expanded', 'false');
  }
}
