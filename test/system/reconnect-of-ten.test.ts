import { expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { seconds } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import { herdOf } from "#test/support/herd";
import { IndependentCsms } from "#test/support/independent-csms";
import { clientAt, report } from "#test/support/ocpp-client-rig";
import { until } from "#test/support/rehearsal-until";

const TEN = Array.from({ length: 10 }, (_, index) => index + 1);
/** A minute of the stations is two seconds of ours. */
const SCALE = 30;

it("2.1 2.2 2.3 ten stations on real sockets come back spread after their CSMS vanished for a minute, without BootNotification", async () => {
  const csms = new IndependentCsms();
  await csms.start();
  onTestFinished(() => csms.stop());
  const base = new SystemClock();
  const clock = new ScaledClock(base, { speed: SCALE, anchor: base.now() });
  const stations = TEN.map((seed) => {
    const link = new RpcCsmsLink({ clock, log: silentLog });
    const random = new SeededRandom(seed);
    const { client } = clientAt(
      { clock, random, link, url: csms.url(), identity: `CP${String(seed)}` },
      { MessageTimeout: "600", RetryBackOffRandomRange: "30" },
    );
    report({ client, clock }, 0, "available");
    return client;
  });
  onTestFinished(async () => {
    for (const client of stations) await client.stop();
  });
  for (const client of stations) await client.start();
  await until("all ten are online", () => stations.every((client) => client.isOnline()));

  await csms.stop();
  await until("all ten know", () => stations.every((client) => !client.isOnline()));
  const gone = clock.uptime();
  await until("a minute has passed", () => clock.uptime() - gone >= seconds(60));
  const before = csms.handshakes().length;
  await csms.start();
  await until("all ten are back", () => stations.every((client) => client.isOnline()), seconds(15));

  const moments = csms
    .handshakes()
    .slice(before)
    .map((at) => at * SCALE);
  expect(moments).toHaveLength(TEN.length);
  expect(herdOf(moments).spread).toBeGreaterThan(seconds(15));
  expect(csms.requests("BootNotification")).toHaveLength(TEN.length);
  expect(csms.problems()).toEqual([]);
});
