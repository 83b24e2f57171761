"use strict";
// Times as people read them, and the making of elements. Names come from users: they only ever become text, never markup.

const units = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

/** A length of time with three significant digits: 41 ns, 1.04 µs, 12.4 ms. */
function formatTime(nanoseconds) {
  if (nanoseconds < 0) return "−" + formatTime(-nanoseconds);
  if (nanoseconds === 0) return "0";
  const [scale, unit] = units.find(([each]) => nanoseconds >= each * 0.9995) ?? units[3];
  return Number((nanoseconds / scale).toPrecision(3)) + " " + unit;
}

/** A moment of the run, in milliseconds, as exact as the step between neighbours demands. */
function formatMoment(nanoseconds, step = 1e5) {
  const digits = Math.max(0, Math.min(6, Math.ceil(6 - Math.log10(step))));
  return (nanoseconds / 1e6).toFixed(digits) + " ms";
}

/** The least of 1, 2, 5, 10, 20, 50… nanoseconds that is not below a length. */
function roundStep(length) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, length)));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= length);
}

function formatCount(number) {
  return number.toLocaleString("en-US");
}

/** An element with attributes and children; strings become text. */
function make(tag, attributes = {}, ...children) {
  const isDrawing = ["svg", "path", "line", "text", "g", "circle", "rect"].includes(tag);
  const element = isDrawing ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat());
  return element;
}

/** Phrases, of which some are names, as text with the names set off. */
function makeSentence(phrases) {
  return phrases.map(phrase => typeof phrase === "string" ? phrase : make("b", {}, phrase.name));
}

/** The same as plain text. */
function sayPhrases(phrases) {
  return phrases.map(phrase => typeof phrase === "string" ? phrase : phrase.name).join("");
}

function byId(id) {
  return document.getElementById(id);
}
