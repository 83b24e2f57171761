"use strict";
// The stretch of time that all panels show. Whoever draws it is told when it changes.

class View {
  constructor(limit) {
    this.limit = Math.max(1, limit);
    this.start = 0;
    this.end = this.limit;
    this.listeners = [];
  }

  get length() {
    return this.end - this.start;
  }

  get isWhole() {
    return this.length >= this.limit;
  }

  /** Shows from one moment to another, as far as the run goes; at least a microsecond. */
  show(start, end) {
    const length = Math.min(this.limit, Math.max(1000, end - start));
    this.start = Math.min(Math.max(0, start), this.limit - length);
    this.end = this.start + length;
    for (const listener of this.listeners) listener();
  }

  /** Shows less (factor below 1) or more, and leaves a moment where it is. */
  zoom(factor, time = (this.start + this.end) / 2) {
    const length = Math.min(this.limit, Math.max(1000, this.length * factor));
    const share = (time - this.start) / this.length;
    this.show(time - share * length, time - share * length + length);
  }

  /** Moves by a share of what is shown. */
  move(share) {
    this.show(this.start + share * this.length, this.end + share * this.length);
  }

  showAll() {
    this.show(0, this.limit);
  }
}
