// The build's conductor. `n8n-node build` compiles and copies the icons; the rest is done here:
// everything that the nodes and the credential share goes into one file, libraries too, and what would be
// packed is checked.
const { execFileSync } = require('node:child_process');
const {
	existsSync,
	readFileSync,
	readdirSync,
	rmdirSync,
	rmSync,
	writeFileSync,
} = require('node:fs');
const path = require('node:path');

const esbuild = require('esbuild');
const { series } = require('gulp');
const { minify } = require('terser');

const { n8n } = require('./package.json');

const DIST = path.join(__dirname, 'dist');
/** What n8n loads by name. */
const ENTRIES = [...n8n.nodes, ...n8n.credentials].map((file) => path.relative('dist', file));
/** What they share. */
const SHARED = path.join(DIST, 'shared.js');
const OWN_IMPORT = /\brequire\("(\.[^"]+)"\)/g;
/** A variable of the shared file that is a function. */
const FUNCTION_VARIABLE = /\b([\w$]+)=(?:async )?(?:\((?:[^()]|\([^()]*\))*\)|[\w$]+)=>/g;
/** What n8n itself provides to a community package, beside the package's own files. */
const PROVIDED = new Set(['n8n-workflow', 'crypto']);

function bin(name, ...args) {
	const script = path.join(__dirname, 'node_modules', '.bin', name);
	return execFileSync(script, args, { cwd: __dirname, stdio: 'inherit' });
}

function filesIn(folder, ending) {
	return readdirSync(folder, { recursive: true })
		.map((file) => path.join(folder, file))
		.filter((file) => file.endsWith(ending));
}

/** Module names in a compiled file that are neither relative nor provided by n8n. */
function librariesIn(file) {
	const required = readFileSync(file, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g);
	return [...required]
		.map(([, name]) => name)
		.filter((name) => !name.startsWith('.') && !PROVIDED.has(name));
}

async function compile() {
	bin('n8n-node', 'build');
}

/**
 * Only the nodes and the credential are to be shipped: package.json is compiled along (tsconfig) so that
 * paths keep their place, and `n8n-node build` copies every picture of the project.
 */
async function tidy() {
	for (const name of readdirSync(DIST)) {
		if (!['credentials', 'nodes'].includes(name))
			rmSync(path.join(DIST, name), { recursive: true });
	}
}

/**
 * Puts all that the nodes and the credential import, libraries too, into one file that they share: n8n reads
 * one file instead of some ninety when it starts, and all three stand on the same state of the process.
 */
async function bundle() {
	const entries = ENTRIES.map((file) => path.join(DIST, file));
	const imports = [...new Set(entries.flatMap(ownImportsOf))];
	const result = await esbuild.build({
		stdin: {
			contents: imports
				.map((file) => `export * as ${nameOf(file)} from ${JSON.stringify(file)};`)
				.join('\n'),
			resolveDir: __dirname,
		},
		bundle: true,
		write: false,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		charset: 'utf8',
		legalComments: 'inline',
		minifyWhitespace: true,
		minifySyntax: true,
		metafile: true,
		external: [...PROVIDED],
	});
	const notices = packagesIn(result.metafile).map(licenceNotice).join('');
	for (const file of filesIn(DIST, '.js')) if (!entries.includes(file)) rmSync(file);
	for (const folder of foldersIn(DIST)) if (readdirSync(folder).length === 0) rmdirSync(folder);
	const shared = await withShortNames(result.outputFiles[0].text);
	writeFileSync(SHARED, notices + shared);
	for (const entry of entries) {
		const file = path.relative(path.dirname(entry), SHARED).replaceAll(path.sep, '/');
		const code = readFileSync(entry, 'utf8').replace(
			OWN_IMPORT,
			(_, name) => `require("${file}").${nameOf(sourceOf(entry, name))}`,
		);
		writeFileSync(entry, code);
	}
}

/** Names of values are shortened; those of functions and classes stay, so that a user's stack can be read. */
async function withShortNames(text) {
	const reserved = [...text.matchAll(FUNCTION_VARIABLE)].map(([, name]) => name);
	const mangle = { toplevel: true, keep_classnames: true, keep_fnames: true, reserved };
	const { code } = await minify(text, { compress: false, mangle, format: { comments: /^!/ } });
	return code;
}

/** The source files that a compiled file imports. */
const ownImportsOf = (file) =>
	[...readFileSync(file, 'utf8').matchAll(OWN_IMPORT)].map(([, name]) => sourceOf(file, name));

/** The source of what a compiled file imports by this name. */
const sourceOf = (file, name) =>
	path.join(__dirname, path.relative(DIST, path.dirname(file)), `${name}.ts`);

/** What a source file is called in the shared file. */
const nameOf = (source) =>
	path.relative(__dirname, source).replace(/\.ts$/, '').replace(/\W/g, '_');

/** All folders below one, the innermost first. */
function foldersIn(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
		.sort((one, other) => other.length - one.length);
}

/** The packages that a bundle has taken in, those that libraries bring with them too. */
function packagesIn({ inputs }) {
	const names = Object.keys(inputs).map(
		(file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1],
	);
	return [...new Set(names)].filter((name) => name !== undefined).sort();
}

/** A bundled library keeps its licence: the text stands at the top of the file. */
function licenceNotice(name) {
	const folder = path.join(__dirname, 'node_modules', name);
	const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
	if (!file) throw new Error(`${name} has no licence file`);
	const licence = readFileSync(path.join(folder, file), 'utf8').trim();
	return `/*!\n${name} ${version}\n\n${licence.replaceAll('*/', '* /')}\n*/\n`;
}

/** Everything that package.json promises n8n is there, and no file wants a library that is not. */
async function check() {
	const promised = [...n8n.nodes, ...n8n.credentials];
	const wanted = [
		...promised,
		...n8n.nodes.map((node) => node.replace(/\.js$/, '.json')),
		...['dtReporting.svg', 'dtReporting.dark.svg'].map((icon) => `dist/nodes/DtReporting/${icon}`),
	];
	const missing = wanted.filter((file) => !existsSync(path.join(__dirname, file)));
	if (missing.length > 0) throw new Error(`The build lacks ${missing.join(', ')}`);
	for (const file of filesIn(DIST, '.js')) {
		const libraries = librariesIn(file);
		if (libraries.length > 0) throw new Error(`${file} still requires ${libraries.join(', ')}`);
	}
	const strays = filesIn(DIST, '.ts').concat(filesIn(DIST, '.map'));
	if (strays.length > 0) throw new Error(`The build holds ${strays.join(', ')}`);
}

exports.build = series(compile, tidy, bundle, check);
exports.default = exports.build;
