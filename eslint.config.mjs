import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Where time, chance and the process may be touched: the host adapters and the programs' entry points. */
const hostFiles = ["hal/host/**/*.ts", "hal/bring-up.ts", "**/main.ts"];
/** The pages that run in a browser: no imports by layer name there, and the browser's own time. */
const pageFiles = ["simulator/panel/page/**/*.ts", "agent/local/web/**/*.ts", "agent/local/web/**/*.tsx"];
const layerFiles = ["hal", "agent", "config", "simulator", "hil", "firmware-images"].map((layer) => `${layer}/**/*.ts`);
const scripts = ["bin/**/*.mjs", "*.mjs", ".*.mjs"];

const timers = ["setTimeout", "setInterval", "setImmediate", "performance"];
const clockHint = "Ask the injected Clock of hal/core/clock.";
const randomHint = "Ask the injected Random of hal/core/random.";
const processHint = "Only entry points and hal/host know the process; take what you need as a parameter.";

const wordsOfTheLanguage = [
  { selector: "TSEnumDeclaration", message: "Use a union of literals, not an enum." },
  { selector: "ExportDefaultDeclaration", message: "Export by name." },
  { selector: "ExportAllDeclaration", message: "No barrels: import the file that defines the name." },
  {
    selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
    message: 'Write `import * as z from "zod"`: only of that can the bundler leave out what is not used.',
  },
  { selector: "ExportNamedDeclaration[source]", message: "No barrels: import the file that defines the name." },
  { selector: "PropertyDefinition[accessibility]", message: "Use a #private field." },
  { selector: "MethodDefinition[kind!='constructor'][accessibility]", message: "Use a #private method." },
  {
    selector: ":matches(ClassDeclaration, ClassExpression)[superClass]:not([superClass.name='Error'])",
    message: "Compose; only Error is extended.",
  },
  {
    selector: ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind='let']",
    message: "Modules have no state.",
  },
  {
    selector:
      ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration > " +
      "VariableDeclarator[init.callee.name=/^(Weak)?(Map|Set)$/]:not([id.typeAnnotation.typeAnnotation.typeName.name=/^Readonly/])",
    message: "Modules have no state: a table is a ReadonlyMap or ReadonlySet.",
  },
];
const relativeDynamicImport = {
  selector: "ImportExpression[source.value=/^\\.\\.?\\//]",
  message: "Import by #layer/path.",
};
const noSideEffects = {
  selector: "Program > ExpressionStatement",
  message: "Importing a file does nothing; export a function and let the entry point call it.",
};
const clockReads = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clockHint },
  { selector: "CallExpression[callee.name='Date']", message: clockHint },
];
const plainErrors = [
  {
    selector:
      ":matches(NewExpression, CallExpression)[callee.name=/^(Error|AggregateError|(Eval|Range|Reference|Syntax|Type|URI)Error)$/]",
    message: "Say it with an AgentError: code, message, details, cause.",
  },
  {
    selector:
      "ThrowStatement > :not(NewExpression[callee.name='AgentError'], Identifier, CallExpression, MemberExpression)",
    message: "Throw an AgentError, or rethrow what was caught.",
  },
];
const testShortcuts = [
  {
    selector: "MemberExpression[object.name='vi'][property.name=/^(mock|doMock|hoisted|useFakeTimers|stubGlobal)$/]",
    message: "Inject a hand-written fake or a VirtualClock.",
  },
  {
    selector: "MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name='only']",
    message: "A lone test hides the others.",
  },
];

const noRelative = { regex: "^\\.\\.?/", message: "Import by #layer/path." };
const nodeTime = ["node:timers", "node:timers/promises", "node:perf_hooks", "timers", "timers/promises", "perf_hooks"];
const nodeChance = [
  "randomUUID",
  "randomBytes",
  "randomInt",
  "randomFill",
  "randomFillSync",
  "webcrypto",
  "getRandomValues",
];

const hostPaths = [
  ...nodeTime.map((name) => ({ name, message: clockHint })),
  ...["node:crypto", "crypto"].map((name) => ({ name, importNames: nodeChance, message: randomHint })),
  ...["node:process", "process"].map((name) => ({ name, message: processHint })),
];

const hostProperties = [
  { object: "Date", property: "now", message: clockHint },
  { object: "Math", property: "random", message: randomHint },
  ...nodeChance.map((property) => ({ object: "crypto", property, message: randomHint })),
];

/** Globals by name, and the same behind globalThis. */
const banned = (entries) => ["error", { globals: entries, checkGlobalObject: true }];
const processGlobal = { name: "process", message: processHint };
const hostGlobals = [...timers.map((name) => ({ name, message: clockHint })), processGlobal];

const coreRules = {
  "constructor-super": "error",
  "for-direction": "error",
  "no-async-promise-executor": "error",
  "no-case-declarations": "error",
  "no-cond-assign": "error",
  "no-constant-condition": ["error", { checkLoops: "allExceptWhileTrue" }],
  "no-debugger": "error",
  "no-empty": "error",
  "no-fallthrough": "error",
  "no-loss-of-precision": "error",
  "no-prototype-builtins": "error",
  "no-self-assign": "error",
  "no-unsafe-finally": "error",
  "no-useless-catch": "error",
  "no-useless-escape": "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-param-reassign": "error",
  "no-eval": "error",
  "no-new-func": "error",
  eqeqeq: "error",
};

const sizes = {
  "max-lines": ["error", { max: 300 }],
  "max-lines-per-function": ["error", { max: 60 }],
  "max-params": ["error", { max: 4 }],
  "max-depth": ["error", { max: 3 }],
  complexity: ["error", { max: 15, variant: "modified" }],
};

const typedRules = {
  // `void promise` would lose a rejection; handle it, or hand it to a function that logs it.
  "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false }],
  "@typescript-eslint/switch-exhaustiveness-check": [
    "error",
    { allowDefaultCaseForExhaustiveSwitch: true, considerDefaultExhaustiveForUnions: true },
  ],
  "@typescript-eslint/no-non-null-assertion": "error",
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/parameter-properties": ["error", { prefer: "class-property" }],
  "@typescript-eslint/prefer-readonly": "error",
  "@typescript-eslint/no-import-type-side-effects": "error",
  "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", prefer: "type-imports" }],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
  "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: "only-allowed-literals" }],
  "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreVoidReturningFunctions: true }],
  "@typescript-eslint/no-unused-vars": [
    "error",
    { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" },
  ],
  // An async function without await is how a port's method promises to reject rather than throw.
  "@typescript-eslint/require-await": "off",
};

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", "coverage/", ".borne/", "agent/ocpp/generated/", "**/*.d.ts"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        // One program of all that Node runs: a program for each layer would check what it imports once more.
        project: ["tsconfig.lint.json", "agent/local/web/tsconfig.json", "simulator/panel/page/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: { ...coreRules, ...typedRules, ...sizes, "no-console": "error" },
  },
  {
    files: layerFiles,
    rules: {
      "no-restricted-globals": banned(hostGlobals),
      "no-restricted-properties": ["error", ...hostProperties],
      "no-restricted-imports": ["error", { paths: hostPaths, patterns: [noRelative] }],
    },
  },
  {
    files: ["hal/**/*.ts", "agent/**/*.ts", "config/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...wordsOfTheLanguage,
        relativeDynamicImport,
        noSideEffects,
        ...clockReads,
        ...plainErrors,
      ],
    },
  },
  {
    files: ["simulator/**/*.ts", "hil/**/*.ts", "firmware-images/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...wordsOfTheLanguage, relativeDynamicImport, noSideEffects, ...clockReads],
    },
  },
  {
    files: hostFiles,
    rules: {
      "no-restricted-globals": "off",
      "no-restricted-properties": "off",
      "no-restricted-imports": ["error", { patterns: [noRelative] }],
    },
  },
  {
    files: ["hal/host/**/*.ts", "hal/bring-up.ts", "agent/main.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...wordsOfTheLanguage, relativeDynamicImport, noSideEffects, ...plainErrors],
    },
  },
  {
    files: ["simulator/**/main.ts", "hil/**/main.ts", "firmware-images/**/main.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...wordsOfTheLanguage, relativeDynamicImport, noSideEffects],
      "no-console": "off",
    },
  },
  { files: ["hal/bring-up.ts"], rules: { "no-console": "off" } },
  {
    files: pageFiles,
    rules: {
      "no-restricted-globals": "off",
      "no-restricted-properties": "off",
      "no-restricted-imports": "off",
      "no-restricted-syntax": ["error", ...wordsOfTheLanguage],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": "off",
      "no-restricted-imports": ["error", { patterns: [noRelative] }],
      "no-restricted-syntax": ["error", ...wordsOfTheLanguage, relativeDynamicImport, ...testShortcuts],
    },
  },
  {
    // Tests of pieces run on a VirtualClock; setImmediate is what lets the platform's own queue drain.
    files: ["test/unit/**/*.ts", "test/contract/**/*.ts"],
    ignores: ["test/unit/hal/host/**"],
    rules: {
      "no-restricted-globals": banned(
        timers.filter((name) => name !== "setImmediate").map((name) => ({ name, message: clockHint })),
      ),
      "no-restricted-properties": ["error", ...hostProperties],
    },
  },
  { files: ["*.config.ts"], rules: { "no-restricted-syntax": "off" } },
  {
    files: scripts,
    languageOptions: { sourceType: "module", ecmaVersion: 2023 },
    rules: { ...coreRules, ...sizes, "no-unused-vars": ["error", { argsIgnorePattern: "^_" }] },
  },
  { files: ["eslint.config.mjs", ".dependency-cruiser.mjs"], rules: { "max-lines": "off" } },
);
