/** What a clock needs of the platform: time that never goes back, and timers of limited length. */
export interface PlatformTimers {
  /** Milliseconds since some moment. */
  elapsed(): number;
  /** Rings once; a delay above 2^31 - 1 would ring at once. Returns what ends it. */
  arm(ring: () => void, delay: number): () => void;
}

/** Node's own. */
export const platformTimers: PlatformTimers = {
  elapsed: () => performance.now(),
  arm: (ring, delay) => {
    const timer = setTimeout(ring, delay);
    return () => {
      clearTimeout(timer);
    };
  },
};
