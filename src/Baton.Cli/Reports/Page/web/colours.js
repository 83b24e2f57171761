"use strict";
// Colour and height say what a span is. Whoever executes has the full height and its own colour, the same wherever it
// appears; violet stripes mean that somebody else pays. Who waits has a lower bar: violet while it lends, red while it can
// do nothing, amber while it could run. Sleep is a line. So the states differ even where colours cannot be told apart.

class Colours {
  constructor(variantCount) {
    this.variantCount = variantCount;
    this.read();
  }

  /** Reads the colours of the theme. */
  read() {
    const style = getComputedStyle(document.documentElement);
    const value = name => style.getPropertyValue(name).trim();
    for (const name of ["page", "card", "ink", "muted", "faint", "hover", "accent", "blocked", "donating", "stripes", "ready", "asleep", "handoff"]) {
      this[name] = value("--" + name);
    }
    this.onColour = value("--on-colour");
    this.identities = value("--identities").split(" ");
    this.variants = value("--variants").split(" ");
    this.pattern = this.makeStripes();
  }

  identity(variant, thread) {
    return this.identities[variant.identities[thread] % this.identities.length];
  }

  /** The colour of a run among others; red, which says that something is wrong, only where there are others. */
  variant(index) {
    return this.variantCount === 1 ? this.accent : this.variants[index % this.variants.length];
  }

  /** The colour of a span. */
  of(variant, track, index) {
    return this.ofState(track.state[index]) ?? this.identity(variant, track.thread[index]);
  }

  /** The colour of a state; undefined for those that have the colour of who executes or holds. */
  ofState(state) {
    switch (state) {
      case State.ready: return this.ready;
      case State.blocked: return this.blocked;
      case State.donating: return this.donating;
      case State.asleep: return this.asleep;
      default: return undefined;
    }
  }

  /** The share of a row's height that a state takes. */
  static height(state) {
    switch (state) {
      case State.running: case State.proxying: return 1;
      case State.blocked: case State.donating: return 0.72;
      case State.held: return 0.72;
      case State.ready: return 0.42;
      default: return 0.08;
    }
  }

  makeStripes() {
    const size = 8;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.strokeStyle = this.stripes;
    pen.lineWidth = 2.6;
    pen.beginPath();
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }
}
