// The page's parts list: makes each part and ties them together.

import { api } from './api.js';
import { Beginning } from './beginning.js';
import { titleOf } from './card.js';
import { Chat } from './chat.js';
import { Composer } from './composer.js';
import { byId, el } from './dom.js';
import { isFinal, Jobs } from './jobs.js';
import { Live } from './live.js';
import { Recent } from './recent.js';
import { announce, copy, toast } from './say.js';
import { t } from './texts.js';
import { Viewer } from './viewer.js';

const MODEL_LOADS_MS = 5_000;
const MOST_LOOKS = 24;

const jobs = new Jobs();
const actions = { act, copySeed, open: (job, index) => viewer.open(job, index) };
const viewer = new Viewer(actions);
const chat = new Chat(actions);
const beginning = new Beginning();
const composer = new Composer(say, beginning);
const recent = new Recent((id) => chat.visit(id));
const live = new Live({ greet: showModel, jobs: snapshot, job: (job) => jobs.put(job), kept: (ids, since) => jobs.keep(ids, since), gone: (ids) => jobs.drop(ids), said: (words) => words.forEach((each) => chat.note(null, each, true)), state: showConnection }, () => jobs.anyOpen());

jobs.addEventListener('job', ({ detail: { job, before } }) => {
  chat.show(job);
  if (before) tell(job, before);
});
jobs.addEventListener('gone', ({ detail: { id } }) => {
  viewer.leave(id);
  chat.remove(id);
});
jobs.addEventListener('change', () => {
  recent.show(jobs.list());
  showWelcome();
  if (document.hidden) live.review(); // nothing left to wait for
});
document.addEventListener('visibilitychange', showTitle);
byId('help-button').addEventListener('click', () => say('/help'));
const surprises = document.querySelectorAll('.surprise');
for (const button of surprises) button.addEventListener('click', () => say('/surprise'));

live.start();
if (matchMedia('(hover: hover)').matches) composer.focus();

// What a person asks for ----------------------------------------------------------------------------

/** Sends what was typed; true when it need not stay in the field. */
function say(text, pictures) {
  return ask(() => api.say(text, pictures), text);
}

function act(action, job, number, factor) {
  const names = { upscale: `U${number}`, vary: `V${number}`, sticker: `S${number}`, again: t('card.again'), stop: t('card.stop'), cancel: t('card.cancel') };
  return ask(() => api.act(action, job.id, number, factor), names[action], action === 'cancel' || action === 'stop');
}

async function ask(send, asked, quiet = false) {
  try {
    const reply = await send();
    if (reply.job) {
      if (!jobs.get(reply.job.id)) jobs.put(reply.job); // its first events may have been faster
      chat.follow();
      announce(`${titleOf(reply.job)}: ${reply.job.stageText}`);
    } else if (reply.file) {
      chat.file(asked, reply.text, reply.file);
      announce(reply.text);
    } else if (reply.kind === 'refused') {
      chat.note(asked, reply.text, true);
      announce(reply.text);
    } else if (quiet) {
      announce(reply.text);
    } else {
      chat.note(asked, reply.text, false);
      announce(reply.text);
    }
    showWelcome();
    return reply.kind !== 'refused';
  } catch (problem) {
    toast(problem.message);
    return false;
  }
}

async function copySeed(job) {
  toast(t((await copy(job.seed)) ? 'card.seed-copied' : 'card.seed-shown', job.seed));
}

// What is shown -------------------------------------------------------------------------------------

function snapshot(all) {
  const first = jobs.size === 0;
  jobs.putAll(all);
  if (first && all.length > 0) chat.follow();
}

function showWelcome() {
  byId('welcome').hidden = !chat.isEmpty;
}

function showConnection(state) {
  const bar = byId('connection');
  bar.hidden = state === 'connected';
  bar.textContent = bar.hidden ? '' : 'Reconnecting… Your pictures are safe and will be here when Vitrail is back.';
}

/** Greets the server, which answers with its models and, at the first time, a cookie. */
async function showModel() {
  const models = await api.greet();
  beginning.offer(models);
  const model = models.find((each) => each.isDefault) ?? models[0];
  byId('model-chip').hidden = !model;
  byId('model-note').hidden = !model?.description;
  byId('model-chip').textContent = model?.title ?? '';
  composer.offerChoices(model?.options ?? {});
  composer.offerShapes(model != null && model.drawsShapes !== false); // unknown until it is loaded
  byId('model-note').textContent = model?.description ?? '';
  showProposals(MOST_LOOKS).catch(() => {}); // the page is of use without them
}

/** What the model proposes, as soon as it is loaded. */
async function showProposals(looks) {
  const prompts = await api.proposals();
  byId('examples').replaceChildren(
    ...prompts.map((words) => el('li', {}, el('button', { type: 'button', textContent: words, on: { click: () => say(words) } }))),
  );
  const isKnown = prompts.length > 1;
  for (const button of surprises) {
    button.hidden = !isKnown;
    button.title = t('button.surprise');
    button.querySelector('span').textContent = t('button.surprise');
  }
  if (!isKnown && looks > 0) setTimeout(() => showProposals(looks - 1).catch(() => {}), MODEL_LOADS_MS);
}

/** Says in words what sighted people see happen: each stage once, never each token. */
function tell(job, before) {
  if (job.state === 'done' && !isFinal(before)) {
    const count = job.pictures.length;
    announce(count === 1 ? t('card.ready-one', titleOf(job)) : t('card.ready', titleOf(job), count));
    if (document.hidden) document.title = '✓ Vitrail';
  } else if (isFinal(job) && !isFinal(before)) announce(`${titleOf(job)}: ${job.message || job.stageText}`);
  else if (job.stage !== before.stage) announce(`${titleOf(job)}: ${job.stageText}`);
}

function showTitle() {
  if (!document.hidden) document.title = 'Vitrail';
}
