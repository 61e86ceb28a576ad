/** Something in a configuration file that the start is refused for. */
export interface ConfigMistake {
  /** The file that has it. */
  readonly file: string;
  /** Where in the file, as in `evses[0].maxCurrent`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what would be right, without the value: it may be a secret. */
  readonly message: string;
}
