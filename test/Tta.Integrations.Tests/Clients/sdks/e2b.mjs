// E2B_API_URL and E2B_SANDBOX_URL say where: works in a sandbox by the official E2B clients and prints what came back as JSON.
import { Sandbox } from "@e2b/code-interpreter";

const report = {};
const sandbox = await Sandbox.create({ apiKey: "e2b_0123456789abcdef0123456789abcdef01234567", timeoutMs: 60_000 });
const pieces = [];
const run = await sandbox.runCode("print('hello')\nprint(os.environ['NAME'])\n40 + 2", { envs: { NAME: "value" }, onStdout: piece => pieces.push(piece.line) });
report.run = { stdout: run.logs.stdout.join(""), result: run.text, error: run.error ?? null, pieces };
const failed = await sandbox.runCode("raise ValueError('broken')");
report.failed = [failed.error.name, failed.error.value];
await sandbox.files.write("/home/user/a.txt", "content");
report.read = await sandbox.files.read("/home/user/a.txt");
const command = await sandbox.commands.run("echo hi");
report.command = [command.exitCode, command.stdout];
try {
    await sandbox.commands.run("exit 3");
} catch (error) {
    report.exit = error.exitCode;
}
report.running = await sandbox.isRunning();
report.killed = await sandbox.kill();

console.log(JSON.stringify(report));
