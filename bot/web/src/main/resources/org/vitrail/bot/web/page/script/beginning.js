// A picture to begin from and what stays of it, or one to draw towards and how much it counts.

import { byId } from './dom.js';
import { toast } from './say.js';

// No model looks at more of it, and with these the request stays as small as others.
const SHORT_SIDE = 256;
const LONG_SIDE = 640;
const MOST_CHARACTERS = 56_000;
const QUALITIES = [0.92, 0.85, 0.75, 0.6, 0.4];

const THUMBNAIL_SIDE = 48;

/** Whether a text asks for pictures, or for what a codec keeps of one: others have no use for one. */
const ASKS = /^(?!\/(?!(imagine|reconstruct)\b))/i;
const DRAWS = /^(?!\/(?!imagine\b))/i;
const WEIGHS = /(^|\s)[-\u2010-\u2015\u2212\uff0d]+target-weight\b/i;
const KEEPS = /(^|\s)[-\u2010-\u2015\u2212\uff0d]+keep\b/i;

export class Beginning {
  #file = byId('image');
  #box = byId('beginning');
  #use = byId('picture-use');
  #keep = byId('keep');
  #weight = byId('target-weight');
  #thumbnail = byId('beginning-picture');
  #image = null;

  constructor() {
    byId('attach').addEventListener('click', () => this.#file.click());
    byId('beginning-remove').addEventListener('click', () => this.drop());
    this.#file.addEventListener('change', () => this.#take());
    this.#use.addEventListener('change', () => this.#showUse());
  }

  /** Shows the way to a picture where a model can begin from one or draw towards one. */
  offer(models) {
    const target = models.some((model) => model.takesTargets);
    byId('attach').hidden = !target && !models.some((model) => model.takesPictures !== false);
    byId('picture-use-of').hidden = !target;
  }

  /** What to send with a text, and the text with what is chosen beside it. */
  with(text) {
    if (!this.#image || !ASKS.test(text)) return { text };
    if (this.#isTarget && DRAWS.test(text)) {
      const weight = this.#weight.value.trim();
      const weighted = weight && weight !== '1' && !WEIGHS.test(text) ? ` --target-weight ${weight}` : '';
      return { text: text + weighted, pictures: { target: this.#image } };
    }
    const kept = this.#keep.value && DRAWS.test(text) && !KEEPS.test(text) ? ` --keep ${this.#keep.value}` : '';
    return { text: text + kept, pictures: { image: this.#image } };
  }

  drop() {
    this.#image = null;
    this.#file.value = '';
    this.#keep.value = '';
    this.#weight.value = '1';
    this.#use.value = 'begin';
    this.#box.hidden = true;
  }

  get #isTarget() {
    return this.#use.value === 'target';
  }

  #showUse() {
    byId('keep-of').hidden = this.#isTarget;
    byId('target-weight-of').hidden = !this.#isTarget;
  }

  async #take() {
    const [file] = this.#file.files;
    if (!file) return;
    try {
      const bitmap = await createImageBitmap(file);
      this.#image = encoded(bitmap);
      this.#show(bitmap);
      bitmap.close();
    } catch {
      this.drop();
      toast('This picture cannot be read. Choose a PNG, JPEG, WebP or GIF.');
    }
  }

  #show(bitmap) {
    const scale = THUMBNAIL_SIDE / Math.max(bitmap.width, bitmap.height);
    this.#thumbnail.width = Math.max(1, Math.round(bitmap.width * scale));
    this.#thumbnail.height = Math.max(1, Math.round(bitmap.height * scale));
    this.#thumbnail.getContext('2d').drawImage(bitmap, 0, 0, this.#thumbnail.width, this.#thumbnail.height);
    this.#box.hidden = false;
    this.#showUse();
    (byId('picture-use-of').hidden ? this.#keep : this.#use).focus();
  }
}

/** A JPEG of the picture in base 64, as good as fits; what was transparent is white. */
function encoded(bitmap) {
  const scale = Math.min(1, SHORT_SIDE / Math.min(bitmap.width, bitmap.height), LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const [, base64] = canvas.toDataURL('image/jpeg', quality).split(',', 2);
    if (base64.length <= MOST_CHARACTERS) return base64;
  }
  throw new Error('too large');
}
