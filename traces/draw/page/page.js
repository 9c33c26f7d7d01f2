(() => {
  var __defProp = Object.defineProperty;
  var __defNormalProp = (obj, key, value2) => key in obj ? __defProp(obj, key, { enumerable: true, configurable: true, writable: true, value: value2 }) : obj[key] = value2;
  var __publicField = (obj, key, value2) => __defNormalProp(obj, typeof key !== "symbol" ? key + "" : key, value2);

  // page/model.ts
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

  // page/pins.ts
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

  // page/details.ts
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

  // page/lanes.ts
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
  function blank(pictures, lanes) {
    for (const e of pictures.querySelectorAll("[data-lane], [data-from-lane]")) {
      const { lane, fromLane, toLane } = e.dataset;
      e.classList.toggle("away", [lane, fromLane, toLane].some((i) => i !== void 0 && lanes[Number(i)].hidden));
    }
  }

  // page/view.ts
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

  // page/main.ts
  function start() {
    const run = unpack(JSON.parse(document.getElementById("run").textContent));
    document.documentElement.classList.add("scripted");
    const view = new View((step) => history.replaceState(null, "", "#" + step), (step) => {
      const whole = document.getElementById("whole");
      if (whole) whole.checked = true;
      view.choose(step);
    });
    listLanes(run.lanes.filter((l) => !l.hidden), (lanes) => blank(document.getElementById("pictures"), lanes));
    const asked = () => /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : run.failing;
    window.addEventListener("hashchange", () => view.choose(asked()));
    view.show(run, judgedBy(run), asked());
  }
  start();
})();
