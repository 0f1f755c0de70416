// CPU of the official SDK for the same call, by round: node retrieve.mjs <base url> <rounds> <calls>
import FLORA from '@flora-ai/flora';

const [baseURL, rounds, calls] = process.argv.slice(2);
const client = new FLORA({ apiKey: 'sk_benchmark', baseURL });

for (let round = -4; round < Number(rounds); round++) {
  const before = process.cpuUsage();
  for (let call = 0; call < Number(calls); call++) {
    const run = await client.generations.retrieve('run_abc123');
    if (run.status !== 'completed') {
      throw new Error(`Unexpected answer: ${JSON.stringify(run)}`);
    }
  }
  const spent = process.cpuUsage(before);
  if (round >= 0) {
    console.log((spent.user + spent.system) / Number(calls));
  }
}
