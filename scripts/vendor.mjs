// Builds the browser's vendored files from npm packages: one ES module per library and one SVG sprite of icons, with
// their licences and checksums. The results are committed; `--check` verifies that a new build gives the same bytes.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const vendorFolder = "core/static/vendor";

/** @param {string} path */
const read = (path) => readFile(join(root, path), "utf8");
/** @param {string} path */
const readJson = async (path) => JSON.parse(await read(path));

const { modules, icons } = await readJson("scripts/vendored.json");
const locked = (await readJson("package-lock.json")).packages;

/** Bundles all entries into one file, so that `lit` and its directives share one copy of the library. */
async function bundle(/** @type {string[]} */ entries) {
  const result = await build({
    stdin: { contents: entries.map((entry) => `export * from "${entry}";`).join("\n"), resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "inline",
    metafile: true,
    write: false,
  });
  const folders = Object.keys(result.metafile.inputs).map(
    (input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1],
  );
  return {
    text: result.outputFiles[0].text,
    packages: [...new Set(folders.filter((name) => name !== undefined))].sort(),
  };
}

async function drawSprite() {
  const symbols = await Promise.all(
    icons.map(async (/** @type {string} */ name) => {
      const [, shapes] =
        (await read(`node_modules/lucide-static/icons/${name}.svg`)).match(/<svg[^>]*>(.*)<\/svg>/s) ?? [];
      return (
        `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
        `stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`
      );
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

/** @param {string} name */
async function describePackage(name) {
  const { version, license } = await readJson(`node_modules/${name}/package.json`);
  return { name, version, licence: license, integrity: locked[`node_modules/${name}`].integrity };
}

/** @param {string} file @param {string} text @param {string[]} packages */
async function describeFile(file, text, packages) {
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { file, sha256, packages: await Promise.all(packages.map(describePackage)) };
}

/** @param {{file: string, packages: {name: string, version: string, licence: string}[]}[]} entries */
async function writeNotices(entries) {
  const sections = entries.flatMap(({ file, packages }) =>
    packages.map(
      async ({ name, version, licence }) =>
        `## ${name} ${version} (${licence})\n\nIn \`${vendorFolder}/${file}\`.\n\n` +
        `\`\`\`text\n${(await read(`node_modules/${name}/LICENSE`)).trim()}\n\`\`\`\n`,
    ),
  );
  return (
    "# Third-party code served to browsers\n\nWritten by `npm run vendor`. Checksums are in " +
    `\`${vendorFolder}/vendor.lock.json\`.\n\n${(await Promise.all(sections)).join("\n")}`
  );
}

/** @returns {Promise<Map<string, string>>} path → text of everything this script writes */
async function buildAll() {
  const files = new Map();
  const entries = [];
  for (const [name, names] of Object.entries(modules)) {
    const { text, packages } = await bundle(names);
    const file = `${name}-${locked[`node_modules/${name}`].version}.js`;
    files.set(`${vendorFolder}/${file}`, text);
    entries.push(await describeFile(file, text, packages));
  }
  const sprite = await drawSprite();
  const spriteFile = `lucide-${locked["node_modules/lucide-static"].version}.svg`;
  files.set(`${vendorFolder}/${spriteFile}`, sprite);
  entries.push(await describeFile(spriteFile, sprite, ["lucide-static"]));
  files.set(`${vendorFolder}/vendor.lock.json`, `${JSON.stringify(entries, null, 2)}\n`);
  files.set("THIRD_PARTY.md", await writeNotices(entries));
  return files;
}

const built = await buildAll();
if (process.argv.includes("--check")) {
  const stale = [];
  for (const [path, text] of built) if ((await read(path).catch(() => "")) !== text) stale.push(path);
  for (const file of await readdir(join(root, vendorFolder)))
    if (!built.has(`${vendorFolder}/${file}`)) stale.push(file);
  if (stale.length) {
    console.error(
      `Not what the locked packages give (run \`npm run vendor\`): ${stale.map((path) => basename(path)).join(", ")}`,
    );
    process.exit(1);
  }
  console.log(`${built.size} files are what the locked packages give.`);
} else {
  for (const [path, text] of built) await writeFile(join(root, path), text);
  console.log([...built.keys()].join("\n"));
}
