"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const table = at("heat");
  const body = at("rows");
  const signs = {
    m: ["met", "✓", "Met"], p: ["partial", "◐", "Partly"], x: ["absent", "○", "Not found"], u: ["unread", "?", "Could not be read"],
    c: ["manual", "→", "For you to check"], n: ["none", "–", "Does not apply"],
    M: ["met", "✓", "Met"], P: ["partial", "◐", "Partly"], X: ["missing", "✕", "Not met"], U: ["unread", "?", "Could not be read"],
    C: ["manual", "→", "For you to check"], N: ["none", "–", "Does not apply"],
  };
  const firsts = data.rules.map((rule, i) => i === 0 || data.rules[i - 1][2] !== rule[2]);
  const number = (n) => n.toLocaleString("en-GB");
  const told = { m: true, p: true, x: true };

  const tally = (codes) => {
    const t = { m: 0, p: 0, x: 0, u: 0, c: 0, n: 0 };
    for (const code of codes) t[code] += 1;
    t.of = t.m + t.p + t.x + t.u + t.c;
    t.short = t.p + t.x + t.u;
    return t;
  };
  const rows = data.rows.map((r) => {
    const [name, file, num, href, group, size, year, part, minimums, areas, verdicts] = r;
    return {
      name, file, href, group, size, year, part, minimums, areas, verdicts,
      text: (name + " " + file + " " + num).toLowerCase(),
      counts: [tally(minimums), tally(areas), tally(data.disclosure.map((i) => verdicts[i]))],
    };
  });

  /* cells, each made once and copied */
  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const cells = {};
  const cell = (code, law, start) => {
    const key = (law ? code.toUpperCase() : code) + (start ? "+" : "");
    if (!cells[key]) {
      const [tone, symbol, word] = signs[key[0]];
      const made = make("td", "c " + tone + (start ? " start" : ""));
      const shown = make("span", "", symbol);
      shown.setAttribute("aria-hidden", "true");
      made.append(shown, make("span", "sr", word));
      cells[key] = made;
    }
    return cells[key].cloneNode(true);
  };
  const parts = (codes, law) => {
    const made = make("span", "parts");
    made.setAttribute("aria-hidden", "true");
    for (const code of codes) {
      const [tone, symbol] = signs[law ? code.toUpperCase() : code];
      made.append(make("span", tone, symbol));
    }
    return made;
  };
  const beside = (t, to) => { if (t.u) to.append(make("small", "", t.u + " cannot be told")); };

  const KINDS = [
    data.minimums.length && ((r) => {
      const t = r.counts[0];
      const made = make("td", "sum", t.m + " of " + t.of);
      made.append(make("br"), parts(r.minimums, true));
      beside(t, made);
      return made;
    }),
    data.areas.length && ((r) => {
      const t = r.counts[1];
      const made = make("td", "sum", t.m + " of " + t.of);
      made.append(make("br"), parts(r.areas, false));
      beside(t, made);
      return made;
    }),
    data.disclosure.length && ((r) => {
      const t = r.counts[2];
      const made = make("td", "sum", t.m + " of " + t.of);
      made.append(make("small", "", t.p + " partly, " + t.x + " not found"));
      beside(t, made);
      return made;
    }),
  ];
  const bdi = (text) => make("bdi", "", text);
  const line = (r, place) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    if (r.href) {
      const link = document.createElement("a");
      link.href = data.base + r.href;
      link.append(bdi(r.name));
      head.append(link);
    } else head.append(bdi(r.name));
    if (r.file) {
      const file = make("span", "file path");
      file.append(bdi(r.file));
      head.append(file);
    }
    const context = make("span", "file");
    for (const text of [r.group < 0 ? "" : groupNames[r.group], data.years[r.year], data.sizes[r.size]]) {
      if (!text) continue;
      if (context.childNodes.length) context.append(" · ");
      context.append(bdi(text));
    }
    head.append(context);
    if (r.part) head.append(make("span", "file verdict unread", "Read in part"));
    row.append(head, make("td", "sum place", place));
    for (const kind of KINDS) if (kind) row.append(kind(r));
    data.rules.forEach((rule, i) => {
      const made = cell(r.verdicts[i], rule[3], firsts[i]);
      made.hidden = !visible[i];
      row.append(made);
    });
    return row;
  };
  const groupNames = data.groups.map((name, i) => (data.unnamed === i ? "" : name));

  /* what is chosen */
  const controls = ["find", "group", "size", "year", "point", "verdict", "order", "turn", "columns", "length"].map(at);
  const [find, group, size, year, point, verdict, order, turn, columns, length] = controls;
  const fill = (select, first, texts) => {
    select.append(new Option(first, ""));
    texts.forEach((text, i) => select.append(new Option(text, i)));
    if (!texts.length) select.parentElement.hidden = true;
  };
  const perArea = (select) => {
    let box = null;
    data.rules.forEach((rule, i) => {
      if (firsts[i]) {
        box = document.createElement("optgroup");
        box.label = data.titles[rule[2]];
        select.append(box);
      }
      box.append(new Option(rule[1], i));
    });
  };
  fill(group, "all", data.groups);
  fill(size, "all", data.sizes);
  fill(year, "all", data.years);
  point.append(new Option("any", ""));
  perArea(point);
  order.append(new Option("name", ""));
  [["Legal minimums met", data.minimums], ["Areas covered", data.areas], ["Disclosure", data.disclosure]].forEach(([text, list], i) => {
    if (list.length) order.append(new Option(text, "count" + i));
  });
  perArea(order);
  columns.append(new Option("all " + data.rules.length, ""));
  if (data.disclosure.length) columns.append(new Option("the " + data.disclosure.length + " of disclosure", "disclosure"));
  const areas = [...new Set(data.rules.map((rule) => rule[2]))];
  for (const area of areas) columns.append(new Option(data.titles[area], "area " + area));

  let visible = data.rules.map(() => true);
  let chosen = rows;
  let places = [];
  let page = 0;

  const pick = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wants = [["group", group], ["size", size], ["year", year]].filter(([, s]) => s.value !== "").map(([k, s]) => [k, Number(s.value)]);
    chosen = rows.filter((r) =>
      wants.every(([k, v]) => r[k] === v) &&
      (point.value === "" || r.verdicts[point.value] === verdict.value) &&
      words.every((word) => r.text.includes(word)));
  };
  const RANK = "mpxucn";
  const arrange = () => {
    places = [];
    const how = order.value;
    turn.parentElement.hidden = how === "";
    const down = how === "" || turn.value === "down" ? 1 : -1;
    if (how.startsWith("count")) {
      const which = Number(how.slice(5));
      /* fewest short first; then by the other counts, then by name (the order of the data) */
      const keys = [which, ...[0, 1, 2].filter((k) => k !== which)];
      chosen.sort((a, b) => {
        for (const k of keys) {
          const by = a.counts[k].short - b.counts[k].short;
          if (by) return by * down;
        }
        return 0;
      });
      /* a place is shared by all with the same count; none where it cannot be told */
      const shorts = chosen.filter((r) => !r.counts[which].u).map((r) => r.counts[which].short);
      const first = new Map();
      const many = new Map();
      shorts.forEach((s, i) => {
        if (!first.has(s)) first.set(s, i + 1);
        many.set(s, (many.get(s) || 0) + 1);
      });
      places = chosen.map((r) => {
        const s = r.counts[which].short;
        return r.counts[which].u ? "–" : first.get(s) + (many.get(s) > 1 ? "=" : "");
      });
    } else if (how !== "") {
      chosen.sort((a, b) => (RANK.indexOf(a.verdicts[how]) - RANK.indexOf(b.verdicts[how])) * down);
    }
    table.classList.toggle("ranked", places.length > 0);
    const heads = table.tHead.querySelectorAll("[aria-sort]");
    for (const head of heads) head.removeAttribute("aria-sort");
    const sums = [...table.tHead.rows[0].querySelectorAll(".sum:not(.place)")];
    const there = [0, 1, 2].filter((k) => KINDS[k]);
    const head = how === "" ? table.tHead.rows[0].cells[0] : how.startsWith("count") ? sums[there.indexOf(Number(how.slice(5)))] : table.tHead.rows[1].cells[how];
    head.setAttribute("aria-sort", how === "" || down < 0 ? "ascending" : "descending");
  };
  const percent = (part, of) => (of ? String(Math.floor((200 * part + of) / (2 * of))) : "–");
  const shares = () => {
    const line = body.querySelector(".shares");
    line.querySelectorAll("td:not(.sum)").forEach((td, i) => {
      let met = 0;
      let of = 0;
      for (const r of chosen) {
        const code = r.verdicts[i];
        if (code === "m") met += 1;
        if (told[code]) of += 1;
      }
      td.textContent = percent(met, of);
      td.hidden = !visible[i];
    });
    return line;
  };
  const show = (kept) => {
    const step = Number(length.value);
    const pages = Math.max(1, Math.ceil(chosen.length / step));
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * step;
    const part = chosen.slice(from, from + step);
    if (!kept) body.replaceChildren(shares(), ...part.map((r, i) => line(r, places[from + i] || "")));
    at("shown").textContent = (chosen.length === rows.length ? "" : number(chosen.length) + " of ") + number(rows.length) + " statements" +
      (chosen.length > step ? ", " + number(from + 1) + " to " + number(from + part.length) + " shown" : "");
    at("page").textContent = "Page " + number(page + 1) + " of " + number(pages);
    at("previous").disabled = page === 0;
    at("next").disabled = page === pages - 1;
  };
  const look = () => {
    const want = columns.value;
    visible = data.rules.map((rule, i) =>
      want === "" || (want === "disclosure" ? data.disclosure.includes(i) : rule[2] === want.slice(5)));
    [...table.tHead.rows[1].cells].forEach((head, i) => { head.hidden = !visible[i]; });
    for (const head of table.tHead.rows[0].querySelectorAll(".area")) {
      const span = data.rules.filter((rule, i) => visible[i] && rule[2] === head.dataset.area).length;
      head.hidden = span === 0;
      if (span) head.colSpan = span;
    }
  };
  const whole = (kept) => {
    verdict.parentElement.hidden = point.value === "";
    pick();
    arrange();
    look();
    page = 0;
    show(kept);
    at("box").scrollTop = 0;
  };
  const again = () => whole(false);
  const turnPage = (by) => { page += by; show(false); at("box").scrollTop = 0; };
  at("previous").addEventListener("click", () => turnPage(-1));
  at("next").addEventListener("click", () => turnPage(1));
  find.addEventListener("input", again);
  for (const control of controls.slice(1)) control.addEventListener("change", again);
  at("reset").addEventListener("click", () => {
    for (const control of controls) {
      if (control === length) continue;
      if (control === find) control.value = "";
      else control.selectedIndex = 0;
    }
    again();
  });
  at("tools").hidden = false;
  at("bar").hidden = false;
  /* the first rows stand in the page already, unless the browser kept a choice over a reload */
  whole(controls.every((c) => c.tagName === "INPUT" ? c.value === "" : c === length ? Number(c.value) === data.pageRows : c.selectedIndex === 0));
})();
