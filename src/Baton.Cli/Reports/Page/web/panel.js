"use strict";
// One run, drawn: a row for each processor, thread and mutex. Only what can be seen is drawn. Spans that are narrower than
// a pixel are summed up by pixel, and drawn as a column whose parts are as high as their shares of that pixel's time.

const fonts = {
  name: "12px system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif",
  label: "11px system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif",
};
// From the bottom of a column: who executes, who lends, who waits, who sleeps; by the numbers of the states.
const stackedStates = [State.running, State.proxying, State.donating, State.blocked, State.ready, State.asleep];
const stackOrder = [0, 1, 4, 3, 2, 5, 0];
const rowHeight = 26, barHeight = 18, groupGap = 10, heightMax = 520, arrowsMax = 250, marksMax = 4000;

class Panel {
  constructor(variant, view, colours, heightLimit = heightMax) {
    Object.assign(this, { variant, view, colours });
    this.heightLimit = heightLimit;

    // The shares of one pixel's time, in the order in which they are stacked: by state, and by the colour of who executes.
    this.widths = new Float64Array(stackedStates.length * colours.identities.length);
    this.canvas = make("canvas", { role: "img", "aria-label": `Timeline of ${variant.label}` });
    this.spacer = make("div", {}, this.canvas);
    this.scroller = make("div", { class: "tracks" }, this.spacer);
    this.arrange(() => true);
    const words = !variant.measuresInversion ? ""
      : variant.inversions.length === 0 ? " · no inversion"
      : ` · ${variant.inversions.length === 20 ? "20 worst" : variant.inversions.length} inversions, the worst of ${formatTime(variant.inversions[0].amount)}`;
    this.element = make("div", { class: "panel", "data-variant": variant.label },
      make("h3", {}, variant.key ? `${variant.key} ` : "", make("span", {}, `${variant.name}${words}`)), this.scroller);
    this.scroller.addEventListener("scroll", () => this.draw());
    this.hovered = null;
    this.related = [];
    this.cursor = null;
  }

  /** Puts those rows one below the other whose tracks are wanted. */
  arrange(isWanted) {
    let y = 6, before = null;
    this.rows = [];
    for (const track of this.variant.tracks.filter(isWanted)) {
      if (before && track.kind !== before.kind) y += groupGap;
      this.rows.push({ track, y });
      y += rowHeight;
      before = track;
    }
    this.rowOf = new Map(this.rows.map(row => [row.track, row]));
    this.contentHeight = y + 6;
    this.height = Math.min(this.contentHeight, this.heightLimit);
    this.spacer.style.height = this.contentHeight + "px";
    this.scroller.style.height = this.height + "px";
  }

  /** Fits the canvas to its place; the drawing area begins after the names. */
  resize(gutter) {
    this.gutter = gutter;
    this.width = this.spacer.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.canvas.style.height = this.height + "px";
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  x(time) {
    return this.gutter + (time - this.view.start) / this.view.length * (this.width - this.gutter);
  }

  timeAt(x) {
    return this.view.start + (x - this.gutter) / (this.width - this.gutter) * this.view.length;
  }

  draw(crosshair = this.crosshair) {
    this.crosshair = crosshair;
    const pen = this.pen, scroll = this.scroller.scrollTop;
    pen.clearRect(0, 0, this.width, this.height);
    pen.font = fonts.name;
    pen.textBaseline = "middle";
    const visible = this.rows.filter(row => row.y - scroll > -rowHeight && row.y - scroll < this.height);
    for (const row of visible) this.drawRow(row, row.y - scroll);
    this.drawArrows(scroll);
    this.drawMarks(visible, scroll);
    for (const each of this.related) this.outline(each, scroll, this.colours.ink, 1);
    if (this.hovered) this.outline(this.hovered, scroll, this.colours.ink, 2);
    if (this.cursor) this.outline(this.cursor, scroll, this.colours.accent, 2);
    if (crosshair !== undefined && crosshair >= this.view.start && crosshair <= this.view.end) {
      pen.fillStyle = this.colours.muted;
      pen.fillRect(Math.round(this.x(crosshair)), 0, 1, this.height);
    }
  }

  drawRow(row, y) {
    const pen = this.pen, { track } = row, top = y + (rowHeight - barHeight) / 2;
    const isChosen = this.cursor?.track === track;
    if (isChosen) {
      pen.fillStyle = this.colours.hover;
      pen.fillRect(0, y, this.width, rowHeight);
    }
    pen.fillStyle = this.colours.faint;
    pen.fillRect(this.gutter, y + rowHeight - 1, this.width - this.gutter, 0.5);
    let left = 0;
    if (track.kind === "thread") {
      pen.fillStyle = this.colours.identity(this.variant, track.index);
      pen.fillRect(0, top + 4, 10, 10);
      left = 16;
    }
    pen.fillStyle = track.kind === "thread" ? this.colours.ink : this.colours.muted;
    const policy = track.kind === "thread" ? track.policyAt(this.view.start) : track.kind === "mutex" ? "mutex" : "";
    pen.textAlign = "left";
    const room = this.gutter - left - 12;
    const name = this.shorten(track.name, room);
    pen.fillText(name, left, y + rowHeight / 2);
    const used = pen.measureText(name).width;
    if (policy && room - used > 40) {
      pen.font = fonts.label;
      pen.fillStyle = this.colours.muted;
      const words = this.shorten(policy, room - used - 12);
      if (words.length > 3) {
        pen.textAlign = "right";
        pen.fillText(words, this.gutter - 10, y + rowHeight / 2);
      }
      pen.font = fonts.name;
    }
    this.drawSpans(track, top);
  }

  drawSpans(track, top) {
    const pen = this.pen, { view, variant } = this;
    const perPixel = view.length / (this.width - this.gutter);
    const { widths } = this, palette = this.colours.identities.length;
    let column = -1, isEmpty = true;
    const flush = () => {
      if (isEmpty) return;
      isEmpty = true;
      let used = 0;
      for (let slot = 0; slot < widths.length; slot++) {
        if (widths[slot] === 0) continue;
        const state = stackedStates[Math.floor(slot / palette)];
        const part = Math.min(1 - used, widths[slot]);
        widths[slot] = 0;
        const height = Math.max(part * barHeight, 0.5);
        const y = top + barHeight * (1 - used) - height;
        pen.globalAlpha = state === State.asleep ? 0.35 : 1;
        pen.fillStyle = this.colours.ofState(state) ?? this.colours.identities[slot % palette];
        pen.fillRect(column, y, 1, height);
        if (state === State.proxying) {
          pen.fillStyle = this.colours.stripes;
          pen.fillRect(column, y, 1, height / 2);
        }
        used += part;
      }
      pen.globalAlpha = 1;
    };
    const addShare = (i, from, to) => {
      const slot = stackOrder[track.state[i]] * palette + variant.identities[track.thread[i]] % palette;
      while (from < to) {
        const at = Math.floor(from), until = Math.min(to, at + 1);
        if (at !== column) {
          flush();
          column = at;
        }
        widths[slot] += until - from;
        isEmpty = false;
        from = until;
      }
    };
    for (let i = track.firstAfter(view.start); i < track.count && track.start[i] < view.end; i++) {
      const from = this.x(Math.max(track.start[i], view.start)), to = this.x(Math.min(track.end[i], view.end));
      const state = track.state[i];
      if (track.end[i] - track.start[i] < 1.5 * perPixel) {
        addShare(i, from, to);
        continue;
      }
      if (column >= 0) {
        flush();
        column = -1;
      }
      const height = Math.max(1.5, barHeight * Colours.height(state));
      const y = top + (barHeight - height) / 2;
      pen.fillStyle = this.colours.of(variant, track, i);
      pen.globalAlpha = state === State.held ? 0.75 : 1;
      pen.fillRect(from, y, Math.max(0.75, to - from - 0.5), height);
      pen.globalAlpha = 1;
      if (state === State.proxying) {
        pen.save();
        pen.fillStyle = this.colours.pattern;
        pen.fillRect(from, y, Math.max(0.75, to - from - 0.5), height);
        pen.restore();
      }
      if (to - from > 26 && state !== State.asleep && state !== State.ready) this.label(track, i, from, to, y + height / 2);
    }
    if (column >= 0) flush();
  }

  /** Writes into a span what its colour does not say. */
  label(track, index, from, to, middle) {
    const pen = this.pen, { threads, mutexes } = this.variant;
    const other = threads[track.other[index]]?.name, mutex = mutexes[track.lock[index]]?.name ?? "";
    const isThread = track.kind === "thread";
    const runner = threads[track.thread[index]].name;
    let texts;
    switch (track.state[index]) {
      case State.running: texts = [isThread ? `CPU ${track.processor[index]}` : runner]; break;
      case State.proxying: texts = isThread ? [`for ${other}`] : [`${runner} for ${other}`, runner]; break;
      case State.blocked: texts = [`waits for ${mutex}`, mutex]; break;
      case State.donating: texts = [`lends to ${other}`, "lends"]; break;
      default: texts = [runner];
    }
    pen.font = fonts.label;
    pen.textAlign = "left";
    const room = to - from - 8;
    const shown = texts.find(text => pen.measureText(text).width <= room) ?? this.shorten(texts[texts.length - 1], room);
    if (shown.length > 1) {
      if (track.state[index] === State.proxying) {
        // The stripes would make it hard to read.
        pen.fillStyle = this.colours.of(this.variant, track, index);
        pen.fillRect(from + 2, middle - 7, pen.measureText(shown).width + 5, 14);
      }
      pen.fillStyle = this.colours.onColour;
      pen.fillText(shown, from + 4, middle + 0.5);
    }
    pen.font = fonts.name;
  }

  drawArrows(scroll) {
    const { arrows } = this.variant;
    const first = placeOf(arrows, this.view.start), last = placeOf(arrows, this.view.end);
    if (last - first > arrowsMax) return;
    const pen = this.pen;
    pen.strokeStyle = pen.fillStyle = this.colours.donating;
    pen.lineWidth = 1.25;
    for (let i = first; i < last; i++) {
      const x = this.x(arrows[i].time) + 0.5;
      const donor = this.rowOfThread(arrows[i].donor), owner = this.rowOfThread(arrows[i].owner);
      if (!donor || !owner) continue;
      const from = donor.y - scroll + rowHeight / 2, to = owner.y - scroll + rowHeight / 2;
      if (Math.max(from, to) < 0 || Math.min(from, to) > this.height) continue;
      const sign = Math.sign(to - from), tip = to - sign * barHeight / 2;
      pen.beginPath();
      pen.moveTo(x, from);
      pen.lineTo(x, tip - sign * 4);
      pen.stroke();
      pen.beginPath();
      pen.arc(x, from, 2.5, 0, 2 * Math.PI);
      pen.moveTo(x, tip);
      pen.lineTo(x - 4, tip - sign * 6);
      pen.lineTo(x + 4, tip - sign * 6);
      pen.fill();
    }
  }

  drawMarks(visible, scroll) {
    const pen = this.pen;
    for (const { track, y } of visible) {
      const first = placeOf(track.marks, this.view.start), last = placeOf(track.marks, this.view.end);
      if (last - first > marksMax) continue;
      const top = y - scroll + (rowHeight - barHeight) / 2;
      let before = -9;
      for (let i = first; i < last; i++) {
        const x = this.x(track.marks[i].time);
        const isMiss = track.marks[i].kind === Mark.deadlineMiss || track.marks[i].kind === Mark.deadlock;
        if (x - before < 3) continue;
        before = x;
        pen.beginPath();
        if (isMiss) {
          pen.fillStyle = this.colours.blocked;
          pen.moveTo(x - 5, top - 3);
          pen.lineTo(x + 5, top - 3);
          pen.lineTo(x, top + 6);
        } else if (track.marks[i].kind === Mark.handoff) {
          if (last - first > arrowsMax) continue;
          pen.fillStyle = this.colours.handoff;
          pen.moveTo(x, top + barHeight - 5);
          pen.lineTo(x + 4.5, top + barHeight);
          pen.lineTo(x, top + barHeight + 5);
          pen.lineTo(x - 4.5, top + barHeight);
        } else {
          if (last - first > arrowsMax) continue;
          pen.fillStyle = this.colours.muted;
          pen.rect(x - 1, top - 3, 2, 7);
        }
        pen.closePath();
        pen.fill();
      }
    }
  }

  outline({ track, index }, scroll, colour, width) {
    const row = this.rowOf.get(track);
    if (!row || index < 0) return;
    const from = Math.max(this.gutter, this.x(track.start[index])), to = Math.min(this.width, this.x(track.end[index]));
    if (to < this.gutter || from > this.width) return;
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.strokeRect(from - 1, row.y - scroll + (rowHeight - barHeight) / 2 - 1.5, Math.max(2, to - from + 1), barHeight + 3);
  }

  /** The row and span at a place in the canvas; the index is −1 where nothing is. */
  find(x, y) {
    const height = y + this.scroller.scrollTop;
    const row = this.rows.find(each => height >= each.y && height < each.y + rowHeight);
    if (!row) return null;
    if (x < this.gutter) return { track: row.track, index: -1, time: this.view.start };
    const time = this.timeAt(x);
    let index = row.track.indexAt(time);
    if (index < 0) {
      // What is narrower than a pixel should still be found.
      const slack = 2 * this.view.length / (this.width - this.gutter);
      const near = row.track.firstAfter(time - slack);
      if (near < row.track.count && row.track.start[near] <= time + slack) index = near;
    }
    return { track: row.track, index, time: index < 0 ? time : Math.min(Math.max(time, row.track.start[index]), row.track.end[index] - 1) };
  }

  /** The mark at a place, if there is one. */
  findMark(track, x) {
    const place = placeOf(track.marks, this.timeAt(x - 5));
    return track.marks[place] && this.x(track.marks[place].time) <= x + 5 ? track.marks[place] : null;
  }

  /** The row of a thread, if it is shown. */
  rowOfThread(thread) {
    return this.rowOf.get(this.variant.threads[thread]);
  }

  /** Scrolls so that a row can be seen. */
  reveal(track) {
    const row = this.rowOf.get(track);
    if (!row) return;
    if (row.y < this.scroller.scrollTop || row.y + rowHeight > this.scroller.scrollTop + this.height) {
      this.scroller.scrollTop = Math.max(0, row.y - this.height / 2);
    }
  }

  /** As much of a text as has room. */
  shorten(text, room) {
    if (this.pen.measureText(text).width <= room) return text;
    let length = Math.max(0, Math.floor(text.length * room / this.pen.measureText(text).width));
    while (length > 0 && this.pen.measureText(text.slice(0, length) + "…").width > room) length--;
    return length > 0 ? text.slice(0, length) + "…" : "";
  }
}
