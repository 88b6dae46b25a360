// One request as a message: what was asked, how it goes, what became of it.

import { fileName, picture } from './api.js';
import { el, icon, setText } from './dom.js';
import { isFinal, share } from './jobs.js';
import { decimal, duration, percent, t } from './texts.js';

/** The texts for what a picture's score can be of. What CLIP says is a number alone on a picture: nearly all have it. */
const SCORES = {
  clip: { name: 'card.score-clip', about: 'card.about-clip' },
  ruclip: { name: 'card.score-ruclip', about: 'card.about-ruclip', chip: 'card.chip-ruclip' },
  perplexity: { name: 'card.score-perplexity', about: 'card.about-perplexity', chip: 'card.chip-perplexity' },
};

const score = (value) => decimal(value, Math.abs(value) <= 1 ? 3 : 1);

/** With what it was of the picture's beginning, where that was changed. */
const change = (picture) => (picture.startScore == null ? '' : `${score(picture.startScore)} → `) + score(picture.score);

/** A picture's score with the name of what it is, as in "CLIP score 0.321"; nothing where there is none. */
export const scoreOf = (picture) => (picture.score == null ? '' : `${t(SCORES[picture.scoredBy].name)} ${change(picture)}`);

/** The words that are shown for a request whose prompt is no longer known. */
export const titleOf = (job) => [job.prompt || t('card.untitled', job.id), job.style].filter(Boolean).join(' · ');

const upscaleOf = ({ picture, factor }) => (factor ? t('card.upscale-of-times', picture, factor) : t('card.upscale-of', picture));

/** The end of the file name of what was made of a picture. */
export const sizeOf = (job) => (job.kind !== 'upscale' ? job.kind : job.source?.factor ? `x${job.source.factor}` : 'large');

/** Whether it shows a picture that somebody sent: it has no seed, and cannot be asked for again without the picture. */
// One number where that tells it, otherwise between which two it is.
const ahead = ({ etaSeconds, etaRange }) =>
  etaRange ? t('duration.range', duration(Math.floor(etaRange[0])), duration(Math.ceil(etaRange[1]))) : duration(Math.round(etaSeconds));

const isSent = (job) => job.kind === 'reconstruction';

const explained = (summary, about) => el('details', {}, el('summary', { textContent: summary }), t(about));

const chipOf = (picture) => {
  const { chip } = SCORES[picture.scoredBy];
  return (chip ? `${t(chip)} ` : '') + change(picture);
};

export class Card {
  #job;
  #actions;
  #answer = el('div');
  #parts = null;
  #phase = null;

  /** `actions` carry out what the buttons ask for: act(action, job, number, factor), open(job, index), copySeed(job). */
  constructor(job, actions) {
    this.#actions = actions;
    this.element = el('li', { className: 'message', id: `job-${job.id}`, tabIndex: -1, attributes: { 'data-submitted': job.submittedAt } });
    this.element.append(this.#words(job), this.#answer);
    this.update(job);
  }

  update(job) {
    this.#job = job;
    const phase = isFinal(job) ? job.state : 'open';
    if (phase !== this.#phase) this.#enter(phase);
    if (phase === 'open') this.#showProgress();
    this.element.dataset.state = job.state;
  }

  #enter(phase) {
    const hadFocus = this.#answer.contains(document.activeElement);
    this.#phase = phase;
    const draw = { open: () => this.#open(), done: () => this.#done(), failed: () => this.#failed(), cancelled: () => this.#cancelled() };
    const answer = draw[phase]();
    this.#answer.replaceWith(answer);
    this.#answer = answer;
    if (hadFocus) this.element.focus({ preventScroll: true });
  }

  #words(job) {
    const source = !job.source ? null : job.kind === 'sticker' ? t('card.sticker-of', job.source.picture) : upscaleOf(job.source);
    return el('p', { className: 'words' }, source ? el('small', { textContent: source }) : null, titleOf(job));
  }

  // While it is made ------------------------------------------------------------------------------

  #open() {
    const stage = el('span', { className: 'stage-text' });
    const detail = el('span', { className: 'stage-detail' });
    const message = el('p', { className: 'stage-detail', hidden: true });
    const hint = el('p', { className: 'stage-detail hint', hidden: true });
    const glass = el('div', { className: 'progress-glass' });
    const bar = el('div', { className: 'progress', attributes: { role: 'progressbar', 'aria-label': t('card.progress', titleOf(this.#job)), 'aria-valuemin': 0, 'aria-valuemax': 100 } }, glass);
    const image = el('img', { alt: '', hidden: true });
    const columns = this.#job.kind !== 'draw' ? 1 : Math.ceil(Math.sqrt(this.#job.imageCount));
    const unlit = el('div', { className: 'panes unlit' }, ...Array.from({ length: columns * columns }, () => el('i')));
    unlit.style.setProperty('--columns', columns);
    const cancel = el('button', {
      type: 'button',
      textContent: t('card.cancel'),
      attributes: { 'aria-label': t('card.cancel-of', titleOf(this.#job)) },
      on: { click: () => { cancel.disabled = true; this.#actions.act('cancel', this.#job).finally(() => (cancel.disabled = false)); } },
    });
    const stop = el('button', {
      type: 'button',
      hidden: true,
      textContent: t('card.stop'),
      attributes: { 'aria-label': t('card.stop-of', titleOf(this.#job)) },
      on: { click: () => { stop.disabled = true; this.#actions.act('stop', this.#job).finally(() => (stop.disabled = false)); } },
    });
    image.addEventListener('load', () => {
      image.hidden = false;
      preview.style.setProperty('--aspect', image.naturalWidth / image.naturalHeight);
    });
    image.addEventListener('error', () => { image.hidden = true; });
    const preview = el('div', { className: 'window preview', attributes: { 'aria-hidden': 'true' } }, unlit, image);
    this.#parts = { stage, detail, message, hint, glass, bar, image, preview, stop };
    return el(
      'div',
      { className: 'answer open' },
      preview,
      el('div', { className: 'beside' }, el('div', { className: 'stage' }, stage, detail, bar, message, hint), stop, cancel),
    );
  }

  #showProgress() {
    const job = this.#job;
    const { stage, detail, message, hint, glass, bar, image, preview, stop } = this.#parts;
    const part = share(job);
    const waiting = job.state === 'waiting';
    const left = job.etaSeconds == null ? '' : job.etaSeconds < 1 ? t('card.almost') : t('card.left', ahead(job));
    setText(stage, job.stageText);
    setText(detail, [part > 0 ? percent(part) : '', left].filter(Boolean).join(' · '));
    setText(message, job.message);
    message.hidden = !job.message;
    setText(hint, job.hint);
    hint.hidden = !job.hint;
    stop.hidden = !job.canBeStopped;
    preview.hidden = waiting && job.position > 0; // a long queue stays short on the page
    bar.classList.toggle('waiting', part === 0);
    glass.style.setProperty('--share', part);
    if (part === 0) bar.removeAttribute('aria-valuenow');
    else bar.setAttribute('aria-valuenow', Math.round(part * 100));
    bar.setAttribute('aria-valuetext', `${stage.textContent}, ${detail.textContent}`);
    if (job.previewNumber > 0 && image.dataset.number !== String(job.previewNumber)) {
      // Only now: a blur that changes with every token would keep the processor that draws busy with painting.
      image.style.setProperty('--share', job.total > 0 && job.stage === 'drawing' ? job.done / job.total : part);
      preview.classList.add('lit');
      image.dataset.number = job.previewNumber;
      image.src = picture.preview(job);
    }
  }

  // What became of it -----------------------------------------------------------------------------

  #done() {
    const job = this.#job;
    const single = job.pictures.length === 1;
    const panes = el('ol', { className: 'window panes', attributes: { 'aria-label': t('card.pictures', titleOf(job)) } }, ...job.pictures.map((each, index) => this.#pane(each, index, single)));
    panes.style.setProperty('--columns', job.columns || 1);
    const visible = job.pictures.some((each) => !each.isRefused);
    return el(
      'div',
      { className: single ? 'answer done single' : 'answer done' },
      visible ? (job.isSpoiler ? this.#curtain(panes) : panes) : null,
      el('div', { className: 'beside' }, job.kind === 'draw' && visible ? this.#pickers() : null, this.#more(visible)),
      job.hasFilm ? this.#film() : null,
      job.notes.length ? el('div', { className: 'notes' }, ...job.notes.map((note) => el('p', { textContent: note }))) : null,
      job.hint ? el('p', { className: 'notes hint', textContent: job.hint }) : null,
      this.#facts(),
    );
  }

  /** Pictures that nobody should come upon: blurred, and out of reach of mouse and keyboard, until somebody asks. */
  #curtain(panes) {
    panes.inert = true;
    const show = el('button', {
      type: 'button',
      className: 'show',
      textContent: t('card.show'),
      attributes: { 'aria-label': t('card.show-of', titleOf(this.#job)) },
      on: {
        click: () => {
          panes.inert = false;
          curtain.classList.add('open');
          show.remove();
          panes.querySelector('button')?.focus();
        },
      },
    });
    const curtain = el('div', { className: 'curtain' }, panes, show);
    return curtain;
  }

  #pane(each, index, single) {
    const words = single ? t('card.picture') : t(index === 0 ? 'card.picture-best' : 'card.picture-number', each.number);
    const scored = this.#job.kind === 'draw' && each.score != null;
    const drawnAs = each.caption ? t('card.drawn-as', each.caption) : '';
    if (each.isRefused) return el('li', { className: 'pane refused', attributes: { 'aria-label': t('card.picture-kept-back', words) } }, el('span', { textContent: t('card.kept-back') }));
    const image = el('img', { src: picture.one(this.#job, each.number), alt: '', loading: 'lazy', decoding: 'async' });
    const pane = el(
      'li',
      { className: index === 0 && !single ? 'pane best' : 'pane' },
      el('button', { type: 'button', title: drawnAs, attributes: { 'aria-label': [scored ? t('card.picture-open-scored', words, scoreOf(each)) : t('card.picture-open', words), drawnAs].filter(Boolean).join('. '), 'aria-haspopup': 'dialog' }, on: { click: () => this.#actions.open(this.#job, index) } }, image),
      single ? null : el('span', { className: 'badge number', textContent: each.number, attributes: { 'aria-hidden': 'true' } }),
      scored ? el('span', { className: 'badge score', textContent: chipOf(each), title: scoreOf(each), attributes: { 'aria-hidden': 'true' } }) : null,
    );
    image.addEventListener('load', () => pane.style.setProperty('--aspect', image.naturalWidth / image.naturalHeight));
    image.addEventListener('error', () => pane.classList.add('gone'));
    return pane;
  }

  #pickers() {
    const factor = this.#factor();
    const row = (action, letter, label, hint, isOffered = () => true, choice = null) => {
      const offered = this.#job.pictures.filter((each) => !each.isRefused && isOffered(each));
      if (offered.length === 0) return null;
      const group = el('div', { className: 'action-row', attributes: { role: 'group', 'aria-label': label } }, el('span', {}, label, choice));
      group.style.setProperty('--columns', this.#job.columns || 1);
      for (const { number } of offered) {
        group.append(el('button', { type: 'button', textContent: `${letter}${number}`, title: hint(number), attributes: { 'aria-label': `${letter}${number}: ${hint(number)}` }, on: { click: () => this.#actions.act(action, this.#job, number, choice && Number(choice.value)) } }));
      }
      return group;
    };
    return el(
      'div',
      { className: 'actions' },
      row('upscale', 'U', t('card.upscale'), (n) => t('card.upscale-hint', n), undefined, factor),
      row('vary', 'V', t('card.vary'), (n) => t('card.vary-hint', n), (each) => each.canBeVaried),
      row('sticker', 'S', t('card.sticker'), (n) => t('card.sticker-hint', n)),
    );
  }

  /** A choice of how many times as large, where there is one. */
  #factor() {
    const { factors } = this.#job;
    if (factors.length < 2) return null;
    const options = [...factors].sort((a, b) => a - b).map((each) => el('option', { value: each, textContent: `×${each}`, selected: each === factors[0] }));
    return el('select', { className: 'factor', attributes: { 'aria-label': t('card.upscale-factor') } }, ...options);
  }

  #more(visible) {
    const job = this.#job;
    const file = job.kind === 'draw' && job.pictures.length > 1 ? picture.grid(job) : picture.one(job, 1);
    return el(
      'div',
      { className: 'more' },
      job.kind === 'draw' ? el('button', { type: 'button', title: t('card.again-hint'), on: { click: () => this.#actions.act('again', job) } }, icon('again'), t('card.again')) : null,
      visible && el('a', { className: 'button', title: t(job.pictures.length > 1 ? 'card.download-grid-hint' : 'card.download-hint'), href: file, download: fileName(job, job.kind === 'draw' ? 'grid' : sizeOf(job)) }, icon('download'), t('card.download')),
      visible && job.kind === 'sticker' && el('a', { className: 'button', href: picture.sticker(job), download: fileName(job, 'sticker', 'webp') }, icon('download'), t('card.download-webp')),
      !isSent(job) && el('button', { type: 'button', title: t('card.seed', job.seed), on: { click: () => this.#actions.copySeed(job) } }, icon('copy'), t('card.copy-seed')),
    );
  }

  /** Nothing of it is fetched before somebody wants to see it. */
  #film() {
    const job = this.#job;
    const video = el('video', { controls: true, loop: true, playsInline: true, muted: true, preload: 'none', attributes: { 'aria-label': t('card.film-of', titleOf(job)) } });
    const download = el('a', { className: 'button', href: picture.film(job), download: fileName(job, 'film', 'mp4') }, icon('download'), t('card.download'));
    const film = el('details', { className: 'film' }, el('summary', { textContent: t('card.film') }), video, download);
    film.addEventListener('toggle', () => {
      if (film.open && !video.src) video.src = picture.film(job);
      if (film.open) video.play().catch(() => {});
      else video.pause();
    });
    return film;
  }

  #facts() {
    const job = this.#job;
    const facts = el('div', { className: 'facts' }, isSent(job) ? null : el('span', { textContent: t('card.seed', job.seed) }));
    if (job.tookSeconds != null) facts.append(el('span', { textContent: t('card.took', duration(job.tookSeconds)) }));
    if (job.kind === 'draw' && job.pictures.some((each) => each.score != null)) {
      const { scoredBy } = job.pictures.find((each) => each.score != null);
      const name = t(SCORES[scoredBy].name);
      facts.append(explained(job.pictures.length > 1 ? t('card.ranking', name) : name, SCORES[scoredBy].about));
    } else if (job.kind === 'draw' && job.pictures.length > 1) {
      facts.append(explained(t('card.order'), 'card.about-order'));
    }
    return facts;
  }

  #failed() {
    const job = this.#job;
    const retry = job.source ? () => this.#actions.act(job.kind, { id: job.source.jobId }, job.source.picture, job.source.factor) : () => this.#actions.act('again', job);
    return el(
      'div',
      { className: 'answer failed' },
      el('p', { className: 'trouble' }, icon('warning'), el('span', { textContent: job.message || t('card.failed') })),
      isSent(job) ? null : el('div', { className: 'more' }, el('button', { type: 'button', attributes: { 'aria-label': t('card.retry-of', titleOf(job)) }, on: { click: retry } }, icon('again'), t('card.retry'))),
    );
  }

  #cancelled() {
    const job = this.#job;
    return el(
      'div',
      { className: 'answer cancelled' },
      el('p', { className: 'cancelled-text', textContent: job.message || t('card.cancelled') }),
      job.kind === 'draw' ? el('div', { className: 'more' }, el('button', { type: 'button', attributes: { 'aria-label': t('card.draw-again-of', titleOf(job)) }, on: { click: () => this.#actions.act('again', job) } }, icon('again'), t('card.draw-again'))) : null,
    );
  }
}
