(() => {
  var __defProp = Object.defineProperty;
  var __defNormalProp = (obj, key, value2) => key in obj ? __defProp(obj, key, { enumerable: true, configurable: true, writable: true, value: value2 }) : obj[key] = value2;
  var __publicField = (obj, key, value2) => __defNormalProp(obj, typeof key !== "symbol" ? key + "" : key, value2);

  // ../draw/page/model.ts
  function unpack(saved) {
    const parts = saved.parts.map((p) => ({ ...p, fields: p.fields.map((i) => saved.fields[i]) }));
    return { ...saved, details: saved.details.map((d) => ({ ...d, parts: d.parts.map((i) => parts[i]) })) };
  }
  function judgedBy(run) {
    const broken = run.details.map(() => []);
    if (run.verdict !== "") broken[run.failing].push({ property: run.property, text: "", goal: run.goal });
    return { properties: run.properties, broken, from: 0, to: run.verdict === "" ? run.failing : run.failing - 1 };
  }
  function standings(j, step) {
    const at = (i) => i === step ? "here" : `in step ${i}`;
    const list2 = [], told = /* @__PURE__ */ new Set();
    for (let i = step; i >= 0; i--) {
      for (const b of j.broken[i]) {
        if (told.has(b.property)) continue;
        told.add(b.property);
        list2.push({ property: b.property, text: (b.goal ? "reached " : "violated ") + at(i), tone: b.goal ? "good" : "bad" });
      }
    }
    const known = j.from <= step && step <= j.to;
    for (const property of j.properties) {
      if (!told.has(property)) list2.push({ property, text: known ? "not violated so far" : "not known here", tone: "" });
    }
    return list2;
  }
  function changed(f) {
    return f.new === true || f.was !== void 0;
  }
  function mentions(d, words) {
    const lines = [d.title, d.note ?? "", ...d.sent ?? [], ...d.recorded ?? [], ...d.log ?? [], ...d.gone ?? [], ...d.came ?? []];
    for (const c of d.changes ?? []) lines.push(c.path + " " + c.text);
    const wanted = words.toLowerCase();
    return lines.some((line) => line.toLowerCase().includes(wanted));
  }

  // ../draw/page/pins.ts
  var expressions = "expressions";
  function nameOf(pin) {
    return pin.part === expressions ? pin.field : pin.part + "." + pin.field;
  }
  var most = 14;
  var charWidth = 6.8;
  var between = 16;
  var baseline = 24;
  var foldedBaseline = 19;
  var Pins = class {
    constructor(onChange) {
      __publicField(this, "onChange", onChange);
      __publicField(this, "list", []);
    }
    has(pin) {
      return this.list.some((p) => same(p, pin));
    }
    // toggle pins a field, or takes it away.
    toggle(pin) {
      this.list = this.has(pin) ? this.list.filter((p) => !same(p, pin)) : [...this.list, pin];
      this.onChange();
    }
    // draw puts the columns into pictures of a run, in place of those that are there.
    draw(pictures, run) {
      for (const old of pictures.querySelectorAll(".pin")) old.remove();
      const columns = this.list.map((pin) => new Column(pin, run));
      for (const box of pictures.children) {
        const [names, picture] = box.querySelectorAll("svg");
        let x = natural(names);
        for (const c of columns) {
          c.drawName(names, x + between, () => this.toggle(c.pin));
          for (const row of picture.querySelectorAll(".row")) c.drawValue(row, x + between);
          x += between + c.width;
        }
        if (columns.length > 0) x += between;
        for (const svg of [names, picture]) widen(svg, x);
      }
    }
  };
  function same(a, b) {
    return a.part === b.part && a.field === b.field;
  }
  var Column = class {
    // after each step; "" where the state has no such field
    constructor(pin, run) {
      __publicField(this, "pin", pin);
      __publicField(this, "width");
      __publicField(this, "texts");
      this.texts = run.details.map((d) => textIn(d, pin));
      const longest = Math.max(...[nameOf(pin), ...this.texts].map((s) => [...s].length));
      this.width = Math.min(most, longest) * charWidth;
    }
    // drawName writes the name above the column. A long one loses its beginning.
    drawName(names, x, onClick) {
      const name = nameOf(this.pin), letters = [...name];
      const text = svgText(names, letters.length > most ? "…" + letters.slice(1 - most).join("") : name, x, 17, name + "\nclick: not pinned any more");
      text.classList.add("pin-name");
      text.addEventListener("click", onClick);
      names.append(text);
    }
    // drawValue writes the value after the steps of a row, if it is not that of the row before.
    drawValue(row, x) {
      const first = Number(row.dataset.first), text = this.texts[Number(row.dataset.last)];
      if (text === void 0 || first > 0 && text === this.texts[first - 1]) return;
      const hit = row.querySelector(".hit");
      const y = hit.y.baseVal.value + (row.classList.contains("folded") ? foldedBaseline : baseline);
      const letters = [...text];
      row.append(svgText(row, letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text, x, y, nameOf(this.pin) + ": " + text));
    }
  };
  function textIn(d, pin) {
    return d.parts.find((p) => p.name === pin.part)?.fields.find((f) => f.name === pin.field)?.text ?? "";
  }
  function svgText(within, text, x, y, title) {
    const make = (tag, content) => {
      const e2 = document.createElementNS(within.namespaceURI, tag);
      e2.textContent = content;
      return e2;
    };
    const e = make("text", text);
    e.setAttribute("class", "pin");
    e.setAttribute("x", String(x));
    e.setAttribute("y", String(y));
    e.setAttribute("font-size", "11");
    e.append(make("title", title));
    return e;
  }
  function natural(svg) {
    svg.dataset.width ??= String(svg.viewBox.baseVal.width);
    return Number(svg.dataset.width);
  }
  function widen(svg, width) {
    const more = width - natural(svg);
    svg.setAttribute("viewBox", `0 0 ${width} ${svg.viewBox.baseVal.height}`);
    svg.setAttribute("width", String(width));
    for (const rect of svg.querySelectorAll(".paper, .hit, .failing")) {
      rect.dataset.width ??= rect.getAttribute("width");
      rect.setAttribute("width", String(Number(rect.dataset.width) + more));
    }
  }

  // ../draw/page/details.ts
  function el(tag, name, ...children) {
    const e = document.createElement(tag);
    if (name !== "") e.className = name;
    e.append(...children);
    return e;
  }
  function details(d, number, pins, onField) {
    const box = el("div", "details");
    box.append(el("h2", "", el("span", "number", String(number)), d.title));
    if (d.note) box.append(el("p", "note", d.note));
    if (d.changes?.length) {
      const rows = el("table", "changes");
      for (const c of d.changes) rows.append(el("tr", "", el("th", "", ...breakable(c.path)), el("td", "", c.text)));
      box.append(el("section", "", el("h3", "", "changes"), rows));
    }
    list(box, "sends", "sent", d.sent);
    list(box, "records", "recorded", d.recorded);
    list(box, "logs", "recorded", d.log);
    list(box, "gone, undelivered", "gone", d.gone);
    list(box, "new", "sent", d.came);
    box.append(el("h3", "state", "state"));
    for (const p of d.parts) box.append(part(p, pins, onField));
    const flights = el("ul", "flights");
    for (const f of d.flights ?? []) flights.append(el("li", f.new ? "changed" : "", f.text));
    if (flights.childElementCount > 0) box.append(el("h3", "", "in flight"), flights);
    return box;
  }
  function properties(list2) {
    const ul = el("ul", "standings"), others = /* @__PURE__ */ new Map();
    for (const s of list2) {
      if (s.tone === "") others.set(s.text, [...others.get(s.text) ?? [], s.property]);
      else ul.append(el("li", s.tone, (s.tone === "bad" ? "✕ " : "✓ ") + s.property + " " + s.text));
    }
    for (const [text, names] of others) ul.append(el("li", "", text + ": " + names.join(", ")));
    return el("section", "", el("h3", "", "properties"), ul);
  }
  function breakable(path) {
    return path.split(/(?=[.\[])/).flatMap((part2, i) => i === 0 ? [part2] : [el("wbr", ""), part2]);
  }
  function list(box, title, name, lines) {
    if (!lines?.length) return;
    const ul = el("ul", name);
    for (const line of lines) ul.append(el("li", "", line));
    box.append(el("section", "", el("h3", "", title), ul));
  }
  var opened = /* @__PURE__ */ new Set();
  var lineMost = 300;
  function value(name, v, place) {
    if (!v.tree) return name + v.text;
    const line = begin(v.text);
    const tree = v.tree, box = document.createElement("details"), summary = el("summary", "");
    const show = () => {
      summary.textContent = name + (box.open ? "…" : line);
      const rows = box.open ? tree.map((e, i) => el("li", "", value(e.name ? e.name + ": " : "", e, place + "/" + (e.name ?? i)))) : [];
      box.replaceChildren(summary, el("ul", "tree", ...rows));
    };
    box.open = opened.has(place);
    show();
    box.addEventListener("toggle", () => {
      if (box.open === opened.has(place)) return;
      if (box.open) opened.add(place);
      else opened.delete(place);
      show();
    });
    return box;
  }
  function begin(text) {
    return text.length > lineMost ? text.slice(0, lineMost) + " …" : text;
  }
  function part(p, pins, onField) {
    const rows = el("table", p.name === expressions ? "part expressions" : "part");
    rows.append(el("caption", p.down ? "down" : "", p.down ? p.name + " (down)" : p.name));
    for (const f of p.fields) {
      const name = el("button", "", f.name);
      name.title = "the step before that changed " + p.name + "." + f.name;
      name.onclick = () => onField(p.name, f.name);
      const pin = { part: p.name, field: f.name }, toggle = el("button", "pin-toggle", "⊕");
      const mark = () => {
        const pinned = pins.has(pin);
        toggle.textContent = pinned ? "⊖" : "⊕";
        toggle.setAttribute("aria-pressed", String(pinned));
        toggle.title = (pinned ? "not pinned any more" : "pin " + nameOf(pin) + ": a column beside the steps") + " (p on the name)";
      };
      toggle.onclick = () => {
        pins.toggle(pin);
        mark();
      };
      toggle.tabIndex = -1;
      name.addEventListener("keydown", (e) => {
        if (e.key === "p" && !e.ctrlKey && !e.metaKey && !e.altKey) toggle.click();
      });
      mark();
      const cell = el("td", "", value("", f, p.name + "/" + f.name));
      if (f.was !== void 0) cell.append(el("span", "was", "was " + (f.tree ? begin(f.was) : f.was)));
      if (f.new) cell.append(el("span", "was", "new"));
      rows.append(el("tr", changed(f) ? "changed" : "", el("th", "", toggle, name), cell));
    }
    return rows;
  }

  // ../draw/page/lanes.ts
  function listLanes(lanes, onChange) {
    const menu = document.getElementById("lanes");
    menu.hidden = lanes.length < 2;
    const boxes = lanes.map((lane) => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !lane.hidden;
      box.onchange = () => {
        lane.hidden = !box.checked;
        limit();
        onChange(lanes);
      };
      return box;
    });
    const limit = () => {
      const left = boxes.filter((b) => b.checked);
      for (const b of boxes) b.disabled = left.length === 1 && b.checked;
    };
    limit();
    menu.querySelector("div").replaceChildren(...lanes.map((lane, i) => el("label", "", boxes[i], " " + lane.name)));
  }

  // ../draw/page/view.ts
  var byId = (id) => document.getElementById(id);
  var View = class {
    // onChoose hears of every step that is chosen, when it is shown, and onFold of the
    // first step of a fold that is to be opened, or closed.
    constructor(onChoose, onFold) {
      __publicField(this, "onChoose", onChoose);
      __publicField(this, "chosen", 0);
      __publicField(this, "run", { lanes: [], properties: [], property: "", verdict: "", why: [], goal: false, failing: 0, details: [] });
      __publicField(this, "judged", { properties: [], broken: [], from: 0, to: 0 });
      __publicField(this, "pictures", byId("pictures"));
      __publicField(this, "side", byId("side"));
      __publicField(this, "search", byId("search"));
      __publicField(this, "pins", new Pins(() => this.redrawn()));
      this.pictures.addEventListener("click", (e) => {
        const target = e.target;
        const fold = target.closest(".row.folded")?.dataset.first ?? target.closest(".opened")?.dataset.opened;
        if (fold !== void 0) return onFold(Number(fold));
        const step = this.stepAt(target);
        if (step !== void 0) this.choose(step);
      });
      this.pictures.addEventListener("mouseover", (e) => this.follow(this.rowAt(e.target)));
      this.pictures.addEventListener("mouseleave", () => this.follow(null));
      document.addEventListener("keydown", (e) => this.key(e));
      byId("back").onclick = () => this.choose(this.chosen - 1);
      byId("on").onclick = () => this.choose(this.chosen + 1);
      document.getElementById("whole")?.addEventListener("change", () => this.choose(this.chosen));
      this.search.addEventListener("keydown", (e) => {
        if (e.key === "Enter") this.search.classList.toggle("nowhere", !this.find(this.search.value, e.shiftKey ? -1 : 1));
        if (e.key === "Escape") this.search.blur();
      });
      this.search.addEventListener("input", () => this.search.classList.remove("nowhere"));
      new ResizeObserver(() => this.fit()).observe(this.pictures);
    }
    get last() {
      return this.run.details.length - 1;
    }
    // show shows a run whose pictures are in the page, at a step.
    show(run, judged, step) {
      this.run = run;
      this.judged = judged;
      this.pins.draw(this.pictures, run);
      this.fit();
      this.choose(step);
    }
    // redrawn puts into pictures of the same run what the page has put there.
    redrawn() {
      this.pins.draw(this.pictures, this.run);
      this.fit();
      this.mark();
    }
    // choose shows a step.
    choose(step) {
      this.chosen = Math.max(0, Math.min(this.last, step));
      this.mark();
      const d = this.run.details[this.chosen];
      const box = details(d, this.chosen, this.pins, (part2, field) => this.changeBefore(part2, field));
      if (this.chosen === this.run.failing && this.run.verdict !== "") {
        box.querySelector(".number").classList.add(this.run.goal ? "reached" : "fails");
      }
      const list2 = standings(this.judged, this.chosen);
      if (list2.length > 0) box.querySelector(".state").before(properties(list2));
      const state = this.stateTop();
      this.side.replaceChildren(box);
      this.side.scrollTop = state > 0 ? 0 : this.stateTop() - state;
      byId("at").textContent = `step ${this.chosen} of ${this.last}`;
      this.onChoose(this.chosen);
      if (state <= 0) this.toChange();
    }
    // stateTop is how far the heading of the state is below the top of what is visible of
    // the details; it is 0 or less when they are scrolled to the state.
    stateTop() {
      const heading = this.side.querySelector(".state");
      return heading === null ? Infinity : Math.floor(heading.getBoundingClientRect().top - this.side.getBoundingClientRect().top);
    }
    // toChange scrolls the details to the first field that the step changed, unless it is
    // visible.
    toChange() {
      const field = this.side.querySelector(".part .changed");
      if (field === null) return;
      const at = field.getBoundingClientRect(), box = this.side.getBoundingClientRect();
      if (at.top < box.top) this.side.scrollTop += at.top - box.top - 30;
      if (at.bottom > box.bottom) this.side.scrollTop += at.top - box.top - Math.min(box.height / 3, 120);
    }
    // mark marks the chosen step in the pictures, and scrolls to it.
    mark() {
      for (const row of this.pictures.querySelectorAll(".row")) {
        const here = Number(row.dataset.first) <= this.chosen && this.chosen <= Number(row.dataset.last);
        row.classList.toggle("chosen", here);
        if (here && row.getClientRects().length > 0) reveal(row, this.pictures);
      }
    }
    // fit makes pictures for which there is not quite enough room smaller. What would
    // be hard to read then keeps its size, or most of it, and is scrolled.
    fit() {
      const least = 0.8;
      const pictures = [...this.pictures.querySelectorAll("svg")];
      for (const p of pictures) p.style.width = "";
      const room = this.pictures.clientWidth;
      for (const p of pictures) {
        const natural2 = p.viewBox.baseVal.width;
        if (natural2 > room) p.style.width = Math.max(room, natural2 * least) + "px";
      }
    }
    // changeBefore goes to the nearest step, this one excepted, that changed the
    // field: back from here, and then from the end.
    changeBefore(part2, field) {
      const n = this.run.details.length;
      for (let back = 1; back <= n; back++) {
        const step = (this.chosen - back + n) % n;
        const p = this.run.details[step].parts.find((p2) => p2.name === part2);
        if (p?.fields.some((f) => f.name === field && changed(f))) return this.choose(step);
      }
    }
    // find goes to the next step that mentions the words, or with -1 to the one
    // before; it returns false if none does.
    find(words, direction = 1) {
      const n = this.run.details.length;
      for (let i = 1; i <= n; i++) {
        const step = (this.chosen + direction * i + n * 2) % n;
        if (words !== "" && mentions(this.run.details[step], words)) {
          this.choose(step);
          return true;
        }
      }
      return false;
    }
    rowAt(target) {
      return target.closest(".row");
    }
    stepAt(target) {
      const row = this.rowAt(target);
      if (row) return Number(row.dataset.first);
      const sent = target.closest(".sent");
      return sent ? Number(sent.dataset.to) : void 0;
    }
    // follow marks the messages that begin or end in a row.
    follow(row) {
      for (const sent of this.pictures.querySelectorAll(".sent")) {
        const first = row?.dataset.first;
        sent.classList.toggle("followed", first !== void 0 && (sent.dataset.from === first || sent.dataset.to === first));
      }
    }
    key(e) {
      if (elsewhere(e)) return;
      if (e.key === "/") {
        e.preventDefault();
        this.search.select();
      }
      const to = {
        ArrowLeft: this.chosen - 1,
        k: this.chosen - 1,
        ArrowRight: this.chosen + 1,
        j: this.chosen + 1,
        Home: 0,
        End: this.last
      };
      if (e.key in to) {
        e.preventDefault();
        this.choose(to[e.key]);
      }
    }
  };
  function elsewhere(e) {
    return e.ctrlKey || e.metaKey || e.altKey || e.target instanceof HTMLInputElement && e.target.type !== "checkbox" || document.querySelector("dialog[open]") !== null;
  }
  function reveal(row, pictures) {
    const at = row.getBoundingClientRect(), box = pictures.getBoundingClientRect();
    const room = Math.min(120, box.height / 4);
    if (at.top < box.top + room) pictures.scrollTop += at.top - box.top - room;
    if (at.bottom > box.bottom - room) pictures.scrollTop += at.bottom - box.bottom + room;
    const mark = row.querySelector(".mark")?.getBoundingClientRect();
    if (mark && mark.left < box.left + 60) pictures.scrollLeft += mark.left - box.left - 60;
    if (mark && mark.right > box.right - 60) pictures.scrollLeft += mark.right - box.right + 60;
  }

  // page/choices.ts
  var groups = [
    ["messages", ["deliver"]],
    ["timers", ["timeout"]],
    ["clients", ["invoke"]],
    ["crashes and restarts", ["crash", "restart", "start"]],
    ["losses and copies", ["drop", "duplicate"]],
    ["cuts", ["partition", "heal", "cut-link", "heal-link"]],
    ["suspicions", ["suspect", "trust"]],
    ["stabilisation", ["stabilise"]],
    ["actions", []]
  ];
  var filterFrom = 8;
  var List = class {
    constructor(box, filter, onTake, onStart) {
      __publicField(this, "box", box);
      __publicField(this, "filter", filter);
      __publicField(this, "onTake", onTake);
      __publicField(this, "onStart", onStart);
      let entered = false;
      filter.addEventListener("input", () => this.narrow());
      filter.addEventListener("keydown", (e) => {
        if (e.key === "Escape") this.clear();
        if (e.key === "ArrowDown") this.move(1);
        entered = e.key === "Enter";
        if (["Escape", "Enter", "ArrowDown"].includes(e.key)) e.preventDefault();
      });
      filter.addEventListener("keyup", (e) => {
        if (e.key === "Enter" && entered) this.move(1);
        entered = false;
      });
    }
    // wait says that what is listed is that of another step, until show says more.
    wait() {
      this.box.setAttribute("aria-busy", "true");
    }
    get waits() {
      return this.box.getAttribute("aria-busy") === "true";
    }
    // show lists choices; taken is the code of the one that the run took.
    show(choices, taken) {
      const had = this.box.contains(document.activeElement);
      this.empty();
      let number = 0;
      for (const [title, kinds] of groups) {
        const steps = choices.steps.filter((c) => kinds.includes(c.kind) || kinds.length === 0 && !groups.some(([, k]) => k.includes(c.kind)));
        this.group(title, steps, (c) => this.button(c, ++number, c.code === taken, this.onTake));
      }
      if (choices.more > 0) this.box.append(el("p", "", `${choices.more} more are enabled and not listed.`));
      if (choices.blind) this.box.append(el("p", "", "There are too many to look ahead at what they break."));
      this.group("other initial states", choices.initial, (c) => this.button(c, 0, c.code === taken, this.onStart));
      if (choices.moreInitial > 0) this.box.append(el("p", "", `${choices.moreInitial} more initial states are not listed.`));
      this.filter.hidden = this.buttons().length < filterFrom;
      this.filter.value = "";
      this.box.scrollTop = 0;
      if (had) this.buttons()[0]?.focus({ preventScroll: true });
    }
    // empty says that there is nothing to choose from.
    empty() {
      this.box.setAttribute("aria-busy", "false");
      this.box.replaceChildren();
      this.filter.hidden = true;
    }
    // take takes the step with a number, if it is in sight.
    take(number) {
      this.buttons().find((b) => b.dataset.number === String(number))?.click();
    }
    // move goes to the next button, or to the one before.
    move(by) {
      const list2 = this.buttons();
      const at = list2.indexOf(document.activeElement);
      const to = at < 0 ? by > 0 ? 0 : list2.length - 1 : Math.max(0, Math.min(list2.length - 1, at + by));
      list2[to]?.focus();
    }
    clear() {
      this.filter.value = "";
      this.narrow();
      this.buttons()[0]?.focus();
    }
    narrow() {
      const words = this.filter.value.toLowerCase().split(/\s+/);
      for (const b of this.box.querySelectorAll("button")) {
        const text = b.textContent.toLowerCase();
        b.parentElement.hidden = !words.every((w) => text.includes(w));
      }
      for (const group of this.box.querySelectorAll(".group")) {
        group.hidden = group.querySelector("li:not([hidden])") === null;
      }
    }
    buttons() {
      return [...this.box.querySelectorAll("button")].filter((b) => b.getClientRects().length > 0);
    }
    group(title, list2, button) {
      if (list2.length === 0) return;
      const ul = el("ul", "");
      for (const c of list2) ul.append(el("li", "", button(c)));
      this.box.append(el("div", "group", el("h3", "", title), ul));
    }
    button(c, number, taken, onClick) {
      const b = el("button", "choice " + (c.kind ?? ""), el("span", "what", c.text));
      if (0 < number && number < 10) {
        b.dataset.number = String(number);
        b.prepend(el("kbd", "", String(number)));
        b.setAttribute("aria-keyshortcuts", String(number));
      }
      if (c.message) b.append(el("span", "message", c.message));
      if (c.leads !== void 0) b.append(el("span", "message", c.leads || "changes nothing"));
      if (c.breaks) b.append(el("span", "breaks", "✕ breaks " + c.breaks.join(", ")));
      if (c.goals) b.append(el("span", "reaches", "✓ reaches " + c.goals.join(", ")));
      if (taken) {
        b.classList.add("taken");
        b.append(el("span", "message", "← this run goes on with it"));
      }
      b.onclick = () => {
        if (!this.waits) onClick(c);
      };
      return b;
    }
  };

  // page/server.ts
  async function ask(what, query) {
    let answer;
    try {
      answer = await fetch(what + "?" + new URLSearchParams(query));
    } catch {
      throw new Error("The server does not answer. Does explore serve still run?");
    }
    if (!answer.ok) throw new Error((await answer.text()).trim());
    return await answer.json();
  }

  // page/live.ts
  var byId2 = (id) => document.getElementById(id);
  var Live = class {
    constructor() {
      __publicField(this, "shown");
      __publicField(this, "run");
      __publicField(this, "codes", []);
      __publicField(this, "asked", 0);
      // the number of the last question: only its answer counts
      __publicField(this, "width", 0);
      // of the pictures that were asked for
      __publicField(this, "resizing", 0);
      // a timer
      __publicField(this, "hidden", []);
      // lanes
      __publicField(this, "open", []);
      // steps of folds that are open
      __publicField(this, "view", new View((step) => this.chosen(step), (step) => this.fold(step)));
      __publicField(this, "list", new List(
        byId2("choices"),
        byId2("filter"),
        (c) => this.take(c),
        (c) => void this.follow([c.code])
      ));
      byId2("undo").onclick = () => this.undo();
      byId2("again").onclick = () => void this.follow(this.codes.slice(0, 1));
      byId2("failing").onclick = () => this.view.choose(this.run.failing);
      byId2("share").onclick = () => this.share();
      byId2("keys").onclick = () => byId2("help").showModal();
      document.addEventListener("keydown", (e) => this.key(e));
      window.addEventListener("popstate", () => this.arrive());
      new ResizeObserver(() => {
        clearTimeout(this.resizing);
        this.resizing = setTimeout(() => {
          if (byId2("pictures").clientWidth !== this.width) void this.redraw();
        }, 150);
      }).observe(byId2("pictures"));
      this.arrive();
    }
    // arrive opens what the page's own address says.
    arrive() {
      const [codes, step] = location.hash.slice(1).split("@");
      const wanted = step === void 0 || step === "" ? void 0 : Number(step);
      if (this.shown && codes === this.shown.address) return this.view.choose(wanted ?? this.run.failing);
      void this.load(codes, wanted);
    }
    // follow shows another run, at its end.
    async follow(codes) {
      await this.load(codes.join("."), void 0, true);
    }
    async load(address, step, anew = false) {
      const number = ++this.asked;
      this.list.wait();
      let shown;
      try {
        shown = await this.draw(address);
      } catch (e) {
        if (number !== this.asked) return;
        if (this.shown) await this.choices(this.view.chosen);
        else if (address !== "") await this.load("");
        return this.notice(e.message);
      }
      if (number !== this.asked) return;
      this.shown = shown;
      this.run = unpack(shown.run);
      this.codes = shown.address === "" ? [] : shown.address.split(".");
      if (anew) history.pushState(null, "", "#" + shown.address);
      document.title = shown.title;
      byId2("title").textContent = shown.heading;
      byId2("verdict").innerHTML = shown.verdict;
      this.notice(shown.notice || shown.why && "This run can be looked at, and not played: " + shown.why + ".");
      this.picture(shown);
      const broken = this.run.verdict !== "";
      byId2("failing").hidden = !broken;
      byId2("failing").textContent = (this.run.goal ? "✓" : "✕") + " step " + this.run.failing;
      byId2("failing").className = this.run.goal ? "goal" : "";
      byId2("save").href = "save?" + new URLSearchParams({ run: shown.address });
      for (const id of ["undo", "again"]) {
        const button = byId2(id);
        button.hidden = shown.why !== "";
        button.disabled = this.codes.length <= 1;
      }
      const judged = shown.why !== "" ? judgedBy(this.run) : { properties: shown.properties, broken: shown.broken, from: shown.first, to: this.run.details.length - 1 };
      this.view.show(this.run, judged, step ?? (anew ? this.run.details.length - 1 : this.run.failing));
    }
    // draw asks for a run, drawn for the room that there is.
    draw(address) {
      this.width = byId2("pictures").clientWidth;
      const query = [["width", String(this.width)]];
      if (address !== "") query.push(["run", address]);
      for (const name of this.hidden) query.push(["hide", name]);
      for (const step of this.open) query.push(["open", String(step)]);
      return ask("run", query);
    }
    // picture puts the pictures of a run into the page.
    picture(shown) {
      byId2("pictures").innerHTML = shown.pictures;
      document.querySelector("label.fold").hidden = shown.folded === 0;
      byId2("folded").textContent = `show the whole run; ${shown.folded} of ${this.run.details.length - 1} steps are folded`;
      listLanes(shown.run.lanes, (lanes) => {
        this.hidden = lanes.filter((l) => l.hidden).map((l) => l.name);
        void this.redraw();
      });
    }
    // redraw draws the run anew when there is more or less room, or other parts of it are
    // to be seen.
    async redraw() {
      if (!this.shown) return;
      const number = this.asked;
      const { address } = this.shown;
      try {
        const shown = await this.draw(address);
        if (number !== this.asked || address !== this.shown.address) return;
        this.picture(shown);
        this.view.redrawn();
      } catch {
      }
    }
    // fold opens the fold of a step, or closes it.
    fold(step) {
      const rows = [...document.querySelectorAll(`#pictures .opened[data-opened="${step}"]`)];
      const steps = rows.map((r) => Number(r.closest(".row").dataset.first));
      if (steps.length === 0) this.open.push(step);
      else this.open = this.open.filter((s) => !steps.includes(s));
      this.view.choose(step);
      void this.redraw();
    }
    notice(text) {
      byId2("notice").textContent = text.charAt(0).toUpperCase() + text.slice(1);
    }
    // chosen shows what belongs to the step that is looked at.
    chosen(step) {
      const title = this.run.details[step].title;
      const broken = this.shown.broken[step];
      if (this.shown.notice === "") history.replaceState(null, "", `#${this.shown.address}@${step}`);
      this.findings(step);
      byId2("back").disabled = step === 0;
      byId2("on").disabled = step === this.view.last;
      byId2("said").textContent = `step ${step}: ${title}. ` + broken.map((b) => (b.goal ? "reached: " : "violated: ") + b.property).join(", ");
      void this.choices(step);
    }
    // findings tells beside a step what the state breaks, and why.
    findings(step) {
      const side = byId2("side"), broken = this.shown.broken[step];
      const told = step === this.run.failing ? 1 : 0;
      side.prepend(...broken.slice(told).map((b) => {
        const lines = b.text.split("\n").map((line) => el("div", "", line));
        return el("div", b.goal ? "verdict goal" : "verdict", el("strong", "", (b.goal ? "✓ reached: " : "✕ violated: ") + b.property), ...lines);
      }));
    }
    // choices lists what can be done at a step.
    async choices(step) {
      const number = this.asked;
      const { first, why, address } = this.shown;
      const note = byId2("next-note"), title = byId2("next-title");
      byId2("next").hidden = why !== "";
      if (why !== "") return this.list.empty();
      if (step < first) {
        title.textContent = "what can happen next";
        note.textContent = `The run is played from step ${first} on: its search began there.`;
        return this.list.empty();
      }
      const prefix = this.codes.slice(0, step - first + 1);
      this.list.wait();
      let choices;
      try {
        choices = await ask("choices", [["run", prefix.join(".")]]);
      } catch (e) {
        if (number === this.asked) this.notice(e.message);
        return;
      }
      if (number !== this.asked || this.view.chosen !== step || this.shown.address !== address) return;
      const n = choices.steps.length + choices.more;
      title.textContent = n === 0 ? "no step is enabled here" : n === 1 ? "1 step is enabled" : `${n} steps are enabled`;
      const inside = step < this.view.last;
      note.textContent = inside ? `after step ${step}; another one than the run took makes a new run from here` : n === 0 ? "The run is over, within the bounds of the system." : "";
      this.list.show(choices, this.codes[step - first + 1]);
      byId2("said").textContent += ` ${title.textContent}.`;
    }
    take(c) {
      const at = this.view.chosen - this.shown.first + 1;
      if (this.codes[at] === c.code) return this.view.choose(this.view.chosen + 1);
      void this.follow([...this.codes.slice(0, at), c.code]);
    }
    undo() {
      if (this.codes.length > 1) void this.follow(this.codes.slice(0, -1));
    }
    share() {
      const url = byId2("url");
      url.value = location.href;
      byId2("copied").textContent = "";
      byId2("link").showModal();
      url.select();
      navigator.clipboard?.writeText(url.value).then(() => {
        byId2("copied").textContent = "It is in the clipboard.";
      }, () => {
      });
    }
    key(e) {
      if (elsewhere(e) || !this.shown) return;
      const filter = byId2("filter");
      const keys = {
        ArrowDown: () => this.list.move(1),
        ArrowUp: () => this.list.move(-1),
        Backspace: () => this.undo(),
        "?": () => byId2("keys").click(),
        c: () => this.share(),
        s: () => byId2("save").click(),
        x: () => byId2("failing").hidden || byId2("failing").click(),
        f: () => {
          if (!filter.hidden) filter.select();
        }
      };
      if (/^[1-9]$/.test(e.key)) keys[e.key] = () => this.list.take(Number(e.key));
      if (e.key in keys) {
        e.preventDefault();
        keys[e.key]();
      }
    }
  };
  new Live();
})();
