"use strict";
// The report's data. Spans come as flat lists of numbers, each span as: nanoseconds since the end of the one before, length,
// state, thread, other, processor, mutex. They are unpacked into arrays that a binary search can run over.

const State = { running: 0, proxying: 1, ready: 2, blocked: 3, donating: 4, asleep: 5, held: 6 };
const Mark = { handoff: 0, deadlineMiss: 1, cancellation: 2, interrupt: 3, fault: 4, deadlock: 5 };

/** A row of the timeline: of a processor, a thread or a mutex. */
class Track {
  constructor(kind, index, data) {
    this.kind = kind;
    this.index = index;
    this.name = data.name;
    this.task = data.task;
    this.policies = data.policies ?? [];
    this.marks = [];
    const width = 7;
    this.count = data.spans.length / width;
    this.start = new Float64Array(this.count);
    this.end = new Float64Array(this.count);
    this.state = new Uint8Array(this.count);
    this.thread = new Int32Array(this.count);
    this.other = new Int32Array(this.count);
    this.processor = new Int32Array(this.count);
    this.lock = new Int32Array(this.count);
    let time = 0;
    for (let i = 0, at = 0; i < this.count; i++) {
      this.start[i] = time + data.spans[at++];
      this.end[i] = time = this.start[i] + data.spans[at++];
      this.state[i] = data.spans[at++];
      this.thread[i] = data.spans[at++];
      this.other[i] = data.spans[at++];
      this.processor[i] = data.spans[at++];
      this.lock[i] = data.spans[at++];
    }
  }

  /** The first span that ends after a moment; count, if there is none. */
  firstAfter(time) {
    let low = 0, high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end[middle] > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The span that a moment is in, or −1. */
  indexAt(time) {
    const index = this.firstAfter(time);
    return index < this.count && this.start[index] <= time ? index : -1;
  }

  /** The thread's policy at a moment. */
  policyAt(time) {
    let policy = "";
    for (const [since, name] of this.policies) {
      if (since > time) break;
      policy = name;
    }
    return policy;
  }
}

/** One run: its rows, its figures, its worst inversions. */
class Variant {
  constructor(data, index) {
    Object.assign(this, data);
    this.index = index;
    const timeline = data.timeline;
    this.hasTimeline = timeline !== null;
    this.end = timeline?.end ?? 0;
    this.processors = (timeline?.processors ?? []).map((each, at) => new Track("processor", at, each));
    this.threads = (timeline?.threads ?? []).map((each, at) => new Track("thread", at, each));
    this.mutexes = (timeline?.locks ?? []).map((each, at) => new Track("mutex", at, each));
    this.tracks = [...this.processors, ...this.threads, ...this.mutexes];
    this.arrows = (timeline?.arrows ?? []).map(([time, donor, owner, processor, lock]) => ({ time, donor, owner, processor, lock }));
    this.marks = (timeline?.marks ?? []).map(([time, kind, thread, other, processor, lock, amount]) => ({ time, kind, thread, other, processor, lock, amount }));
    for (const mark of this.marks) {
      const track = mark.thread >= 0 ? this.threads[mark.thread] : this.processors[mark.processor];
      track?.marks.push(mark);
    }
    this.label = data.key || data.name;
    const tasks = [...new Set(this.threads.map(thread => thread.task))];
    this.identities = this.threads.map(thread => tasks.indexOf(thread.task));
  }

  threadNamed(name) {
    return this.threads.find(thread => thread.name === name);
  }
}

/** Where in a list that is sorted by time a moment would stand. */
function placeOf(list, time) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
