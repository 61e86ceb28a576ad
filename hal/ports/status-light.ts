export type LightColour = "off" | "green" | "blue" | "yellow" | "red" | "white" | "violet";

/** What the light shows. `slow` is about 0.5 Hz, `fast` about 2 Hz, `breathing` swells where the hardware can dim and is steady where it cannot. */
export interface LightPattern {
  readonly colour: LightColour;
  readonly rhythm: "steady" | "slow" | "fast" | "breathing";
  /** In percent, 0 to 100; full when absent. Hardware that cannot dim is dark at 0 and full at all others. */
  readonly intensity?: number;
}

export interface StatusLight {
  /** Shows the pattern until the next call. Never rejects: a light that fails must not stop a charge. */
  show(pattern: LightPattern): void;
}
