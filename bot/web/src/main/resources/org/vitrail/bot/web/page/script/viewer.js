// One picture, large, with what can be done with it.

import { fileName, picture } from './api.js';
import { scoreOf, sizeOf, titleOf } from './card.js';
import { byId, setText } from './dom.js';
import { t } from './texts.js';

export class Viewer {
  #dialog = byId('viewer');
  #image = byId('viewer-picture');
  #job = null;
  #index = 0;
  #actions;

  constructor(actions) {
    this.#actions = actions;
    byId('viewer-close').addEventListener('click', () => this.#dialog.close());
    byId('viewer-previous').addEventListener('click', () => this.#step(-1));
    byId('viewer-next').addEventListener('click', () => this.#step(1));
    byId('viewer-upscale').addEventListener('click', () => this.#act('upscale'));
    byId('viewer-vary').addEventListener('click', () => this.#act('vary'));
    byId('viewer-sticker').addEventListener('click', () => this.#act('sticker'));
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowLeft') this.#step(-1);
      if (event.key === 'ArrowRight') this.#step(1);
    });
    this.#image.addEventListener('load', () => this.#image.style.setProperty('--aspect', this.#image.naturalWidth / this.#image.naturalHeight));
    this.#dialog.addEventListener('close', () => this.#image.removeAttribute('src'));
  }

  /** Closes it if it shows a picture of this job. */
  leave(id) {
    if (this.#job?.id === id) this.#dialog.close();
  }

  /** The browser gives the focus back to what had it when the dialog closes. */
  open(job, index) {
    this.#job = job;
    this.#index = index;
    this.#show();
    this.#dialog.showModal();
    byId('viewer-close').focus();
  }

  #show() {
    const job = this.#job;
    const { number, canBeVaried } = job.pictures[this.#index];
    const count = job.pictures.length;
    const drawn = job.kind === 'draw';
    const place = drawn ? `Picture ${number} of ${count}` : job.kind === 'sticker' ? 'Sticker' : job.kind === 'reconstruction' ? 'Reconstruction' : ['Upscaled', job.source.factor && `×${job.source.factor}`].filter(Boolean).join(' ');
    setText(byId('viewer-title'), titleOf(job));
    setText(byId('viewer-facts'), [place, drawn ? scoreOf(job.pictures[this.#index]) : '', drawn && job.pictures[this.#index].caption ? t('card.drawn-as', job.pictures[this.#index].caption) : '', job.kind === 'reconstruction' ? '' : `seed ${job.seed}`].filter(Boolean).join(' · '));
    this.#image.src = picture.one(job, number);
    this.#image.alt = `${place}: ${titleOf(job)}`;
    const alone = job.pictures.filter((each) => !each.isRefused).length < 2;
    byId('viewer-previous').hidden = alone;
    byId('viewer-next').hidden = alone;
    byId('viewer-upscale').hidden = !drawn;
    byId('viewer-vary').hidden = !drawn || !canBeVaried;
    byId('viewer-sticker').hidden = !drawn;
    byId('viewer-sticker').setAttribute('aria-label', `Make a sticker of picture ${number}`);
    byId('viewer-upscale').setAttribute('aria-label', `Upscale picture ${number}`);
    byId('viewer-vary').setAttribute('aria-label', `Vary picture ${number}`);
    const download = byId('viewer-download');
    download.href = picture.one(job, number);
    download.download = fileName(job, drawn ? number : sizeOf(job));
  }

  #step(by) {
    const count = this.#job.pictures.length;
    do this.#index = (this.#index + by + count) % count;
    while (this.#job.pictures[this.#index].isRefused);
    this.#show();
  }

  #act(action) {
    const { number } = this.#job.pictures[this.#index];
    this.#dialog.close();
    this.#actions.act(action, this.#job, number);
  }
}
