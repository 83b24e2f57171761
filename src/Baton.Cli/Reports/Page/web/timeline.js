"use strict";
// The panels of all runs over one stretch of time, and what mouse, touch and keyboard do with them.

class Timeline {
  constructor(variants, colours) {
    this.variants = variants;
    this.colours = colours;
    this.view = new View(Math.max(...variants.map(variant => variant.end)));
    this.host = byId("timeline");
    this.tooltip = byId("tooltip");
    this.panels = variants.map(variant => new Panel(variant, this.view, colours, variants.length > 1 ? 420 : 620));
    byId("panels").append(...this.panels.map(panel => panel.element));
    this.overview = new Overview(variants, this.view, colours, byId("overview"), byId("ruler"));
    this.listeners = [];
    this.inversions = variants.flatMap(variant => variant.inversions.map(inversion => ({ variant, inversion })))
      .sort((a, b) => a.inversion.start - b.inversion.start);
    this.view.listeners.push(() => this.schedule());
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.host);
    this.resize();
  }

  resize() {
    const width = this.host.clientWidth;
    this.gutter = Math.min(width / 4, Math.max(96, this.widestName() + 38));
    for (const panel of this.panels) panel.resize(this.gutter);
    this.overview.resize(this.gutter, width);
    this.draw();
  }

  /** The room that the names of rows take, with their policies, as far as there is no end of them. */
  widestName() {
    const namesMax = 500;
    const pen = byId("ruler").getContext("2d");
    pen.font = fonts.name;
    const tracks = this.variants.flatMap(variant => variant.tracks.slice(0, namesMax));
    return Math.max(...tracks.map(track => pen.measureText(`${track.name} ${track.kind === "mutex" ? "mutex" : track.policies[0]?.[1] ?? ""}`).width));
  }

  /** Draws at the next frame, however often it is asked for until then. */
  schedule() {
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      this.draw();
    });
  }

  draw() {
    for (const panel of this.panels) panel.draw(this.crosshair);
    this.overview.draw(this.crosshair);
    for (const listener of this.listeners) listener();
  }

  /** Shows only rows whose names contain one of the words; all, if there is none. */
  filter(text) {
    const words = text.toLowerCase().split(",").map(word => word.trim()).filter(word => word !== "");
    for (const panel of this.panels) {
      panel.arrange(track => words.length === 0 || words.some(word => track.name.toLowerCase().includes(word)));
      panel.resize(this.gutter);
    }
    this.schedule();
  }

  /** Shows a wait that inversion prolonged, with some time around it, and chooses the row of who waited. */
  showInversion(variant, inversion) {
    const length = Math.max(1000, inversion.end - inversion.start);
    this.view.show(inversion.start - 0.35 * length, inversion.end + 0.45 * length);
    const track = variant.threadNamed(inversion.victim);
    if (track) {
      // The wait begins with the first span in which the victim waits.
      let index = track.firstAfter(inversion.start);
      while (index + 1 < track.count && track.lock[index] < 0 && track.start[index + 1] < inversion.end) index++;
      this.choose(this.panelOf(variant), track, index, { words: sayPhrases(inversion.sentence) });
    }
    this.current = inversion;
  }

  /** Goes to the inversion after (1) or before (−1) the one shown last, in the order of time. */
  goToInversion(direction) {
    if (this.inversions.length === 0) return;
    const at = this.inversions.findIndex(each => each.inversion === this.current);
    const next = at < 0 ? 0 : (at + direction + this.inversions.length) % this.inversions.length;
    this.showInversion(this.inversions[next].variant, this.inversions[next].inversion);
  }

  panelOf(variant) {
    return this.panels.find(panel => panel.variant === variant);
  }

  /** Puts the keyboard's cursor on a span and says what it is: in the given words, or as it was at a moment. */
  choose(panel, track, index, { words, time = this.middleOf(track, index) } = {}) {
    for (const each of this.panels) each.cursor = each === panel ? { track, index } : null;
    panel.reveal(track);
    const said = index < 0 || index >= track.count ? `${track.name}: nothing here.` : this.say(panel.variant, track, index, time);
    byId("told").textContent = words ?? `${panel.variant.key ? panel.variant.key + ", " : ""}${said}`;
    this.schedule();
  }

  /** The middle of what can be seen of a span: what was so at its first moment often says little. */
  middleOf(track, index) {
    return (Math.max(track.start[index], this.view.start) + Math.min(track.end[index], this.view.end)) / 2;
  }

  say(variant, track, index, time) {
    const { title, when, why } = explain(variant, track, index, time);
    return `${sayPhrases(title)} (${when}). ${why.map(sayPhrases).join(" ")}`;
  }

  listen() {
    for (const panel of this.panels) this.listenToPanel(panel);
    this.listenToOverview();
    this.host.addEventListener("keydown", pressed => this.press(pressed));
    this.host.addEventListener("pointerleave", () => this.leave());

    // A scroll of the page that happens to come over the timeline goes on as a scroll.
    let scrolledAt = 0;
    window.addEventListener("wheel", turned => {
      const isInside = this.host.contains(turned.target);
      if (!isInside || turned.timeStamp - scrolledAt < 250) {
        scrolledAt = turned.timeStamp;
      } else {
        this.turn(turned);
      }
    }, { passive: false });

    byId("earlier").onclick = () => this.view.move(-0.25);
    byId("later").onclick = () => this.view.move(0.25);
    byId("closer").onclick = () => this.view.zoom(0.5);
    byId("farther").onclick = () => this.view.zoom(2);
    byId("whole").onclick = () => this.view.showAll();
    byId("next").onclick = () => this.goToInversion(1);
    byId("previous").onclick = () => this.goToInversion(-1);
    byId("filter").oninput = event => this.filter(event.target.value);
    byId("next").disabled = byId("previous").disabled = this.inversions.length === 0;
  }

  /** The wheel zooms where the pointer is; sideways, or with Shift, it moves. Over the names it scrolls the rows. */
  turn(turned) {
    const x = turned.clientX - this.host.getBoundingClientRect().left;
    if (x < this.gutter) return;
    const sideways = turned.shiftKey ? turned.deltaY || turned.deltaX : Math.abs(turned.deltaX) > Math.abs(turned.deltaY) ? turned.deltaX : 0;
    if (sideways) {
      turned.preventDefault();
      this.view.move(sideways / this.host.clientWidth);
    } else if (turned.deltaY < 0 || !this.view.isWhole) {
      turned.preventDefault();
      const lines = turned.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
      this.view.zoom(Math.exp(Math.max(-200, Math.min(200, turned.deltaY * lines)) / 300), this.panels[0].timeAt(x));
    }
  }

  listenToPanel(panel) {
    let grip = null;
    panel.canvas.addEventListener("pointerdown", pressed => {
      if (pressed.button !== 0) return;
      grip = { x: pressed.offsetX, start: this.view.start, moved: false };
      panel.canvas.setPointerCapture(pressed.pointerId);
    });
    panel.canvas.addEventListener("pointermove", moved => {
      if (grip) {
        grip.moved ||= Math.abs(moved.offsetX - grip.x) > 3;
        if (grip.moved) {
          const shift = (grip.x - moved.offsetX) / (panel.width - this.gutter) * this.view.length;
          this.view.show(grip.start + shift, grip.start + shift + this.view.length);
        }
      }
      this.hover(panel, moved);
    });
    panel.canvas.addEventListener("pointerup", released => {
      if (grip && !grip.moved) {
        const found = panel.find(released.offsetX, released.offsetY);
        if (found) this.choose(panel, found.track, found.index, { time: found.time });
      }
      grip = null;
    });
    panel.canvas.addEventListener("pointercancel", () => { grip = null; });
    panel.canvas.addEventListener("dblclick", pressed => this.view.zoom(0.25, panel.timeAt(pressed.offsetX)));
  }

  listenToOverview() {
    const { strip, ruler } = this.overview;
    let isDown = false;
    const centre = moved => {
      const time = this.overview.timeAt(moved.offsetX), length = this.view.isWhole ? this.view.limit / 10 : this.view.length;
      this.view.show(time - length / 2, time + length / 2);
    };
    strip.addEventListener("pointerdown", pressed => { isDown = true; strip.setPointerCapture(pressed.pointerId); centre(pressed); });
    strip.addEventListener("pointermove", moved => { if (isDown) centre(moved); });
    strip.addEventListener("pointerup", () => { isDown = false; });

    // On the ruler, dragging chooses what to show.
    let from = null;
    ruler.addEventListener("pointerdown", pressed => { from = this.panels[0].timeAt(pressed.offsetX); ruler.setPointerCapture(pressed.pointerId); });
    ruler.addEventListener("pointermove", moved => {
      if (from === null) return;
      const to = this.panels[0].timeAt(moved.offsetX);
      this.overview.selection = [Math.min(from, to), Math.max(from, to)];
      this.schedule();
    });
    ruler.addEventListener("pointerup", () => {
      const selection = this.overview.selection;
      this.overview.selection = from = null;
      if (selection && selection[1] - selection[0] > this.view.length / 200) this.view.show(selection[0], selection[1]);
      this.schedule();
    });
  }

  press(pressed) {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const actions = {
      ArrowLeft: () => this.view.move(-0.15), a: () => this.view.move(-0.15),
      ArrowRight: () => this.view.move(0.15), d: () => this.view.move(0.15),
      "+": () => this.view.zoom(0.6), "=": () => this.view.zoom(0.6), w: () => this.view.zoom(0.6),
      "-": () => this.view.zoom(1 / 0.6), s: () => this.view.zoom(1 / 0.6),
      0: () => this.view.showAll(), Home: () => this.view.showAll(),
      n: () => this.goToInversion(1), p: () => this.goToInversion(-1),
      ArrowUp: () => this.chooseRow(-1), ArrowDown: () => this.chooseRow(1),
      "[": () => this.chooseSpan(-1), "]": () => this.chooseSpan(1),
    };
    const action = actions[pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key];
    if (action) {
      pressed.preventDefault();
      action();
    }
  }

  /** Moves the cursor by a row, from panel to panel. */
  chooseRow(direction) {
    const rows = this.panels.flatMap(panel => panel.rows.map(row => ({ panel, track: row.track })));
    const at = rows.findIndex(row => row.panel.cursor?.track === row.track);
    if (rows.length === 0) return;
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + direction))];
    this.choose(next.panel, next.track, next.track.firstAfter(this.view.start));
  }

  /** Moves the cursor to the next or previous span of its row, and the view along with it. */
  chooseSpan(direction) {
    const panel = this.panels.find(each => each.cursor) ?? this.panels[0];
    const track = panel.cursor?.track ?? panel.rows[0]?.track;
    if (!track || track.count === 0) return;
    const index = Math.max(0, Math.min(track.count - 1, (panel.cursor?.index ?? -1) + direction));
    if (track.start[index] < this.view.start || track.start[index] > this.view.end) {
      this.view.show(track.start[index] - this.view.length / 4, track.start[index] + this.view.length * 0.75);
    }
    this.choose(panel, track, index);
  }

  /** Tells what is under the pointer, outlines it, and outlines what it says is the reason. */
  hover(panel, moved) {
    const found = panel.find(moved.offsetX, moved.offsetY);
    for (const each of this.panels) {
      each.hovered = null;
      each.related = [];
    }
    this.crosshair = moved.offsetX >= this.gutter ? panel.timeAt(moved.offsetX) : undefined;
    const mark = found && panel.findMark(found.track, moved.offsetX);
    if (found && (found.index >= 0 || mark)) {
      const lines = [];
      if (mark) lines.push(make("p", {}, ...makeSentence(explainMark(panel.variant, mark))));
      if (found.index >= 0) {
        const words = explain(panel.variant, found.track, found.index, found.time);
        panel.hovered = found;
        panel.related = words.related;
        lines.push(make("p", {}, ...makeSentence(words.title)), make("p", { class: "muted" }, ...words.when),
          ...words.why.map(sentence => make("p", { class: "why" }, ...makeSentence(sentence))));
      }
      this.tooltip.replaceChildren(...lines);
      this.tooltip.hidden = false;
      const box = this.tooltip.getBoundingClientRect();
      const left = moved.clientX + 16 + box.width > window.innerWidth ? moved.clientX - box.width - 12 : moved.clientX + 16;
      const top = Math.min(moved.clientY + 18, window.innerHeight - box.height - 8);
      this.tooltip.style.left = Math.max(4, left) + "px";
      this.tooltip.style.top = top + "px";
    } else {
      this.tooltip.hidden = true;
    }
    this.schedule();
  }

  leave() {
    for (const panel of this.panels) {
      panel.hovered = null;
      panel.related = [];
    }
    this.crosshair = undefined;
    this.tooltip.hidden = true;
    this.schedule();
  }
}
