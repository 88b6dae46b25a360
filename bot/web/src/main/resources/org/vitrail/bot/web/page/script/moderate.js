// The moderator's page: shows what is going on at a place and sends the core's own commands.

import { byId, el } from './dom.js';

let csrf = '';

async function ask(path, options = {}) {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...options });
  const body = await response.json().catch(() => ({}));
  if (response.status === 401) return leave();
  if (!response.ok) throw new Error(body.error ?? `The server answered ${response.status}.`);
  return body;
}

const post = (path, body) =>
  ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Vitrail-Csrf': csrf },
    body: JSON.stringify(body),
  });

function leave() {
  csrf = '';
  byId('desk').hidden = true;
  byId('tools').hidden = true;
  byId('login').hidden = false;
  byId('key').focus();
  return null;
}

function tell(text, isDone = true) {
  const notice = byId('notice');
  notice.textContent = text;
  notice.classList.toggle('refused', !isDone);
  notice.hidden = false;
}

async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    tell(problem.message, false);
  }
}

const place = () => byId('place').value || 'house';

const say = (text, form) =>
  guarded(async () => {
    const answer = await post('moderate/commands', { place: place(), text });
    if (!answer) return;
    tell(answer.text, answer.done);
    if (answer.done) form?.reset();
    await show();
  });

const when = (millis) => new Date(millis).toLocaleString();

function row(title, details, ...buttons) {
  return el('div', { className: 'row' },
    el('div', { className: 'main' }, title, el('small', { textContent: details })), ...buttons);
}

const button = (label, text, name) =>
  el('button', {
    type: 'button',
    textContent: label,
    attributes: { 'aria-label': `${label}: ${name}` },
    on: { click: () => say(text) },
  });

// What was reported may be hard to look at, so it is seen when it is asked for.
const reported = (id) =>
  el('button', {
    type: 'button',
    textContent: 'Look',
    attributes: { 'aria-label': `Look: ${id}` },
    on: {
      click: ({ currentTarget }) => {
        const picture = el('img', { className: 'reported', src: `moderate/reports/${id}.png`, alt: `The pictures of job ${id}` });
        picture.addEventListener('error', () => tell(`Job ${id} has no pictures to look at.`, false));
        currentTarget.closest('.row').append(picture);
        currentTarget.remove();
      },
    },
  });

function fill(id, items, empty, make) {
  byId(id).replaceChildren(
    ...(items.length ? items.map(make) : [el('p', { className: 'empty', textContent: empty })]));
}

async function show() {
  const query = new URLSearchParams({ place: place(), about: byId('about').value });
  const all = await ask(`moderate/overview?${query}`);
  if (!all) return;
  const chosen = place();
  byId('place').replaceChildren(
    ...all.places.map((name) => el('option', { value: name, textContent: name === 'house' ? 'all places' : name })));
  byId('place').value = all.places.includes(chosen) ? chosen : 'house';
  byId('csv').href = `moderate/audit.csv?${query}`;

  fill('queue', all.queue, 'Nothing waits.', (job) =>
    row(`${job.id} · ${job.stage}`, `${job.name || job.who} at ${job.place} · ${job.model} · since ${when(job.since)}`,
      button('Delete', `/delete ${job.id}`, job.id)));
  fill('reports', all.reports, 'Nothing is reported.', (job) =>
    row(job.prompt || job.id, `${job.id} · ${job.name} · reported by ${job.reporters} · since ${when(job.since)}`,
      reported(job.id),
      button('Delete', `/delete ${job.id}`, job.id), button('Let it be', `/reports close ${job.id}`, job.id)));
  fill('rules', all.rules, 'The operator’s file decides.', (rule) =>
    row(`${rule.whom}: ${rule.text}`, [rule.by, rule.reason].filter(Boolean).join(' · ')));
  fill('blocked', all.blocked, 'Only the operator’s file decides.', (rule) =>
    row(rule, '', button('Remove', `/blocklist remove ${rule}`, rule)));
  fill('audit', all.audit, 'Nobody has decided anything yet.', (act) =>
    row(`No. ${act.number} · ${act.command} ${act.target}`,
      [act.after && `${act.before} → ${act.after}`, when(act.at), act.name, act.place, act.undoes && `takes back No. ${act.undoes}`, act.reason].filter(Boolean).join(' · '),
      act.canBeUndone && button('Undo', `/undo ${act.number}`, `No. ${act.number}`)));
}

async function enter(session) {
  if (!session) return;
  csrf = session.csrf;
  byId('login').hidden = true;
  byId('desk').hidden = false;
  byId('tools').hidden = false;
  await show();
}

byId('login-form').addEventListener('submit', (event) => {
  event.preventDefault();
  guarded(async () => {
    const key = byId('key').value;
    await enter(await post('moderate/login', { key }));
    byId('key').value = '';
    byId('notice').hidden = true;
  });
});

byId('logout').addEventListener('click', () =>
  guarded(async () => {
    await post('moderate/logout', {});
    leave();
  }));

byId('place').addEventListener('change', () => guarded(show));
byId('about').addEventListener('change', () => guarded(show));
byId('clear').addEventListener('click', () => say('/queue clear'));

byId('act-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const [act, whom, term, reason] = ['act', 'whom', 'term', 'reason'].map((id) => byId(id).value.trim());
  say([act, whom, term, reason && `--reason ${reason}`].filter(Boolean).join(' '), event.target);
});

byId('block-form').addEventListener('submit', (event) => {
  event.preventDefault();
  say(`/blocklist ${event.submitter?.value || 'add'} ${byId('block').value.trim()}`, event.target);
});

guarded(async () => enter(await ask('moderate/session')));
