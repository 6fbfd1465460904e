// Checks pages with axe-core in a headless Chromium, light and dark, at the width of a phone. Prints each violation; the exit
// status is 1 where there is one.
//
//     node axe.js CHROMIUM FILE...
//
// Needs the npm packages axe-core and puppeteer-core.
const puppeteer = require("puppeteer-core");
const path = require("path");

const WIDTH = 360;
const HEIGHT = 800;

async function check(browser, file, scheme) {
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width: WIDTH, height: HEIGHT });
  await page.goto("file://" + path.resolve(file));
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(() => axe.run());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.close();
  const wrong = found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html}`);
  if (wide > WIDTH) wrong.push(`wider than a phone: ${wide} pixels`);
  return wrong.map((words) => `${file} (${scheme}): ${words}`);
}

async function main() {
  const [executablePath, ...files] = process.argv.slice(2);
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
  let wrong = [];
  for (const file of files)
    for (const scheme of ["light", "dark"]) wrong = wrong.concat(await check(browser, file, scheme));
  await browser.close();
  wrong.forEach((line) => console.log(line));
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

main();
