"use strict";
// What a span means, in words: who, since when, on whose behalf, and why nothing better happened. The why is found by
// following the chain: from who waits to the mutex, to its holder, to what the holder does or what keeps it from running.

const chainMax = 16;

/** Explains a span at a moment: a title, sentences, and the spans that the reasons are in. */
function explain(variant, track, index, time) {
  const name = number => ({ name: variant.threads[number]?.name ?? "?" });
  const when = [`${formatMoment(track.start[index], 1e3)} to ${formatMoment(track.end[index], 1e3)}, ${formatTime(track.end[index] - track.start[index])}`];
  const related = [];
  const thread = track.thread[index], other = track.other[index], mutex = track.lock[index];
  const mutexName = { name: variant.mutexes[mutex]?.name ?? "a mutex" };
  let title, why = [];
  switch (track.state[index]) {
    case State.running:
      title = [name(thread), ` runs on CPU ${track.processor[index]}`];
      why = [["On its own behalf, with ", policyOf(variant, thread, time), "."], ...keptWaiting(variant, thread, time)];
      break;
    case State.proxying:
      title = [name(thread), " runs for ", name(other), ` on CPU ${track.processor[index]}`];
      why = [[name(other), " waits for ", mutexName, " and lends its place: ", policyOf(variant, other, time), " instead of ", policyOf(variant, thread, time), "."]];
      relate(related, variant.threads[other], time);
      break;
    case State.ready:
      title = [name(thread), " could run, and does not"];
      why = [runsInstead(variant, track.processor[index], time, related)];
      break;
    case State.blocked:
      title = [name(thread), " waits for ", mutexName];
      why = whyBlocked(variant, thread, mutex, time, related);
      break;
    case State.donating:
      title = [name(thread), " waits for ", mutexName, ", and ", name(other), " runs in its place"];
      why = [[name(thread), " pays, with ", policyOf(variant, thread, time), `, on CPU ${track.processor[index]}.`]];
      relate(related, variant.threads[other], time);
      break;
    case State.held:
      title = [mutexName, " is held by ", name(thread)];
      why = [[name(thread), " ", ...condition(variant, thread, time, related), "."], ...keptWaiting(variant, thread, time, mutex)];
      break;
    default:
      title = [name(thread), " sleeps"];
      why = [["It waits for a time, or for another thread."]];
  }
  return { title, when, why, related };
}

/** What a mark says. */
function explainMark(variant, mark) {
  const name = number => ({ name: variant.threads[number]?.name ?? "?" });
  const mutex = { name: variant.mutexes[mark.lock]?.name ?? "a mutex" };
  switch (mark.kind) {
    case Mark.handoff: return [name(mark.thread), " hands ", mutex, " to ", name(mark.other), ", for whom it ran."];
    case Mark.deadlineMiss: return [name(mark.thread), ` came ${formatTime(mark.amount)} too late to its timer.`];
    case Mark.cancellation: return [name(mark.thread), "'s wait for ", mutex, " was cancelled."];
    case Mark.interrupt: return [`An interrupt of ${formatTime(mark.amount)}.`];
    case Mark.deadlock: return [name(mark.thread), " waits in a circle."];
    default: return ["Something was made to go wrong with ", name(mark.thread), "."];
  }
}

/** From the mutex to its holder, and on along the chain, to whoever could change something. */
function whyBlocked(variant, thread, mutex, time, related) {
  const sentences = [];
  const seen = new Set([thread]);
  for (let hop = 0; hop < chainMax; hop++) {
    const track = variant.mutexes[mutex];
    const at = track ? track.indexAt(time) : -1;
    if (at < 0) {
      if (track) sentences.push([{ name: track.name }, " is free, or about to be taken."]);
      return sentences;
    }

    const holder = track.thread[at];
    const holderName = { name: variant.threads[holder].name };
    if (holder === thread && hop === 0) return [["It has just been given ", { name: track.name }, "."]];
    const does = condition(variant, holder, time, related);
    sentences.push([{ name: track.name }, " is held by ", holderName, ", which ", ...does, "."]);
    const row = variant.threads[holder], index = row.indexAt(time);
    if (seen.has(holder) || index < 0 || row.state[index] !== State.blocked) return sentences;
    seen.add(holder);
    mutex = row.lock[index];
  }
  return sentences;
}

/** What a thread does at a moment, as the end of a sentence. */
function condition(variant, thread, time, related) {
  const row = variant.threads[thread];
  const index = row.indexAt(time);
  if (index < 0) return ["is not there"];
  relate(related, row, time);
  const name = number => ({ name: variant.threads[number].name });
  switch (row.state[index]) {
    case State.running: return [`runs on CPU ${row.processor[index]}`];
    case State.proxying: return [`runs on CPU ${row.processor[index]} for `, name(row.other[index])];
    case State.ready: return ["could run; ", ...runsInstead(variant, row.processor[index], time, related).slice(0, -1)];
    case State.blocked: return ["waits for ", { name: variant.mutexes[row.lock[index]]?.name ?? "a mutex" }];
    case State.donating: return ["lends to ", name(row.other[index])];
    default: return ["sleeps"];
  }
}

/** Who runs on a processor at a moment, as a sentence. */
function runsInstead(variant, processor, time, related) {
  const row = variant.processors[processor];
  const index = row?.indexAt(time) ?? -1;
  if (index < 0) return [`CPU ${processor} is about to react`, "."];
  relate(related, row, time);
  const runner = { name: variant.threads[row.thread[index]].name };
  return row.other[index] >= 0
    ? [`CPU ${processor} runs `, runner, " for ", { name: variant.threads[row.other[index]].name }, ` (${policyOf(variant, row.other[index], time)})`, "."]
    : [`CPU ${processor} runs `, runner, ` (${policyOf(variant, row.thread[index], time)})`, "."];
}

/** Who waits, at a moment, for what a thread holds. */
function keptWaiting(variant, thread, time, only = -1) {
  const held = variant.mutexes.filter(row => {
    const at = row.indexAt(time);
    return at >= 0 && row.thread[at] === thread && (only < 0 || row.index === only);
  });
  const sentences = [];
  for (const mutex of held) {
    const waiting = [];
    for (const row of variant.threads) {
      const at = row.indexAt(time);
      if (at >= 0 && row.lock[at] === mutex.index && (row.state[at] === State.blocked || row.state[at] === State.donating)) waiting.push(row.name);
    }
    if (waiting.length > 0) {
      const shown = waiting.slice(0, 4).flatMap((each, at) => at === 0 ? [{ name: each }] : [", ", { name: each }]);
      sentences.push([...shown, waiting.length > 4 ? ` and ${waiting.length - 4} others wait for ` : waiting.length > 1 ? " wait for " : " waits for ", { name: mutex.name }, "."]);
    }
  }
  return sentences;
}

function policyOf(variant, thread, time) {
  return variant.threads[thread]?.policyAt(time) || "its policy";
}

function relate(related, track, time) {
  const index = track?.indexAt(time) ?? -1;
  if (index >= 0) related.push({ track, index });
}
