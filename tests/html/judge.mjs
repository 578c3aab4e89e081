// Judges pages of HTML: html-validate for the form, axe-core in a real browser for those who read with help, in light and in
// dark, on a narrow screen and on a wide one. Also: nothing is loaded from anywhere, no script runs, nothing is wider than
// the screen.
//
// usage: node judge.mjs CHROMIUM FILE...
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import puppeteer from "puppeteer-core";

const [chromium, ...files] = process.argv.slice(2);
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let found = 0;
const say = (file, what) => {
  found += 1;
  console.log(`${file}: ${what}`);
};

const form = new HtmlValidate({ extends: ["html-validate:recommended"] });
for (const file of files) {
  const report = await form.validateFile(file);
  for (const result of report.results) {
    for (const m of result.messages) say(file, `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
  }
}

const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
for (const file of files) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [375, 1280]) {
      const page = await browser.newPage();
      const at = `${file} (${scheme}, ${width})`;
      page.on("request", (r) => r.url().startsWith("file:") || say(at, `asks for ${r.url()}`));
      page.on("dialog", (d) => { say(at, `a script says ${d.message()}`); d.dismiss(); });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.setViewport({ width, height: 900 });
      await page.goto(pathToFileURL(file).href);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) say(at, `${wide} pixels wider than the screen`);
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run());
      for (const v of result.violations) {
        for (const n of v.nodes) say(at, `${v.id}: ${v.help}: ${n.html.slice(0, 200)}`);
      }
      await page.close();
    }
  }
}
await browser.close();
console.log(`${files.length} pages, ${found} findings`);
process.exit(found ? 1 : 0);
