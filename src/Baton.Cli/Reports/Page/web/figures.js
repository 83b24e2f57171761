"use strict";
// The figures as tables: those that matter side by side, one row a task; and all of them, by run.

function drawGlance(variants, colours) {
  const names = [...new Set(variants.flatMap(variant => variant.tasks.map(task => task.name)))];
  const find = (variant, name) => variant.tasks.find(task => task.name === name);
  const rows = names.map(name => {
    const worst = Math.max(...variants.map(variant => find(variant, name)?.response.max ?? 0));
    const measured = variants.map(variant => find(variant, name)).filter(task => task && task.response.count > 0);
    const best = Math.min(...measured.map(task => task.response.p99));
    return make("tr", {}, make("th", { scope: "row" }, name, make("br"), make("small", {}, find(variants[0], name)?.policy ?? "")),
      ...variants.map(variant => glanceCell(find(variant, name), worst, variants.length > 1 && measured.length > 1 ? best : -1, colours.variant(variant.index))));
  });
  byId("glance").replaceChildren(make("div", { class: "scroll" }, make("table", { class: "glance" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "task"),
      ...variants.map(variant => make("th", { scope: "col" }, make("span", { class: "swatch", style: `background:${colours.variant(variant.index)}` }),
        variant.key ? make("b", {}, variant.key) : "", ` ${variant.key ? "" : variant.name}`)))),
    make("tbody", {}, ...rows))));
  byId("verdict").replaceChildren(...verdict(variants, names, find));
  byId("stuck").replaceChildren(...variants.flatMap(variant => variant.deadlocks.map(sentence =>
    make("p", { class: "bad" }, variants.length > 1 ? `${variant.label}: ${sentence}` : sentence))));
}

function glanceCell(task, worst, best, colour) {
  if (!task || task.response.count === 0) return make("td", { class: "muted" }, "–");
  const { p50, p99, max } = task.response;
  const share = worst > 0 ? p99 / worst * 100 : 0;
  return make("td", {},
    make("span", { class: p99 <= best * 1.02 ? "best" : "" }, formatTime(p99)), make("small", {}, " p99 response"),
    make("div", { class: "meter" }, make("i", { style: `width:${Math.max(1, share)}%;background:${colour}` })),
    make("small", {}, `p50 ${formatTime(p50)} · longest ${formatTime(max)}`),
    task.missed > 0 ? make("div", { class: "bad" }, `${formatCount(task.missed)} of ${formatCount(task.deadlines)} deadlines missed`) : [],
    task.inverted > 0 ? make("div", { class: "bad" }, `${formatTime(task.inverted)} of inversion`) : []);
}

/** One sentence about the task that the runs differ on most, or that suffered most. */
function verdict(variants, names, find) {
  const candidates = names.map(name => {
    const tasks = variants.map(variant => find(variant, name)).filter(task => task && task.response.count > 0);
    const longest = tasks.map(task => task.response.max);
    const inverted = Math.max(0, ...tasks.map(task => task.inverted ?? 0));
    return { name, tasks, inverted, ratio: tasks.length === variants.length ? Math.max(...longest) / Math.max(1, Math.min(...longest)) : 0 };
  }).filter(each => each.tasks.length === variants.length && (each.inverted > 0 || each.tasks.some(task => task.missed > 0)));
  const subject = candidates.sort((a, b) => b.inverted - a.inverted || b.ratio - a.ratio)[0];
  if (!subject) return [];
  const parts = variants.flatMap((variant, index) => {
    const text = [make("b", {}, formatTime(subject.tasks[index].response.max)), variants.length > 1 ? ` with ${variant.label}` : ""];
    return index === 0 ? text : [index === variants.length - 1 ? " and " : ", ", ...text];
  });
  return ["The longest response of ", make("b", {}, subject.name), " is ", ...parts, "."];
}

function drawFigures(variants) {
  byId("figures").replaceChildren(...variants.map((variant, index) => make("details", { open: index === 0 },
    make("summary", {}, variant.key ? `${variant.key}: ${variant.name}` : variant.name),
    make("p", { class: "hint" }, variant.ending),
    ...variant.notes.map(note => make("p", { class: "hint" }, note)),
    taskTable(variant), variant.locks.some(mutex => mutex.wait.count > 0) ? lockTable(variant) : [])));
}

function taskTable(variant) {
  const time = (value, isKnown = true) => make("td", { class: "number" }, isKnown && value !== null ? formatTime(value) : "");
  const titles = ["task", "policy", "threads", "rounds", "response p50", "p99", "p99.9", "longest", "wake-up p99", "longest", "deadlines", "missed", "least slack"];
  const isSimulated = variant.tasks.some(task => task.ran !== null);
  if (isSimulated) titles.push("inversion", "ran", "lent", "borrowed");
  return table("Tasks", titles, 2, variant.tasks.map(task => make("tr", {},
    make("th", { scope: "row" }, task.name), make("td", {}, task.policy), make("td", { class: "number" }, task.threads), make("td", { class: "number" }, formatCount(task.rounds)),
    ...["p50", "p99", "p999", "max"].map(key => time(task.response[key], task.response.count > 0)),
    ...["p99", "max"].map(key => time(task.wakeUp[key], task.wakeUp.count > 0)),
    make("td", { class: "number" }, task.deadlines > 0 ? formatCount(task.deadlines) : ""),
    make("td", { class: task.missed > 0 ? "number bad" : "number" }, task.deadlines > 0 ? formatCount(task.missed) : ""),
    make("td", { class: task.leastSlack < 0 ? "number bad" : "number" }, task.deadlines > 0 ? formatTime(task.leastSlack) : ""),
    isSimulated ? [time(task.inverted), time(task.ran), time(task.lent), time(task.borrowed)] : [])));
}

function lockTable(variant) {
  const cells = measure => [make("td", { class: "number" }, formatCount(measure.wait.count)),
    ...["p50", "p99", "p999", "max"].map(key => make("td", { class: "number" }, measure.wait.count > 0 ? formatTime(measure.wait[key]) : "")),
    ...["p50", "max"].map(key => make("td", { class: "number" }, measure.hold.count > 0 ? formatTime(measure.hold[key]) : ""))];
  return table("Mutexes", ["mutex", "task", "acquired", "wait p50", "p99", "p99.9", "longest", "held p50", "longest"], 2, variant.locks.flatMap(mutex => [
    make("tr", {}, make("th", { scope: "row" }, mutex.name), make("td", {}, "all"), ...cells(mutex)),
    ...mutex.tasks.map(task => make("tr", {}, make("td"), make("td", {}, task.name), ...cells(task)))]));
}

function table(caption, titles, texts, rows) {
  return make("div", { class: "scroll" }, make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...titles.map((title, index) => make("th", { scope: "col", class: index < texts ? "" : "number" }, title)))),
    make("tbody", {}, ...rows)));
}
