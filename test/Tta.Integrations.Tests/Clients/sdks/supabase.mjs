// node supabase.mjs URL: works on the table notes by the official Supabase client and prints what came back as JSON.
import { createClient } from "@supabase/supabase-js";

// Node 20 has no WebSocket; nothing here listens to changes.
globalThis.WebSocket ??= class {};

const client = createClient(process.argv[2], "anon-key", { auth: { persistSession: false, autoRefreshToken: false } });
const report = {};
const notes = () => client.from("notes");

report.inserted = (await notes().insert([{ id: 1, title: "one", done: false }, { id: 2, title: "two", done: true }, { id: 3, title: "three, or so", done: null }]).select()).data;
report.upserted = (await notes().upsert({ id: 1, title: "uno" }, { onConflict: "id" }).select()).data;
report.filtered = (await notes().select("id,title").gte("id", 2).order("id", { ascending: false }).limit(1)).data;
report.in = (await notes().select("id").in("title", ["two", "three, or so"]).order("id")).data;
report.is = (await notes().select("id").is("done", null)).data;
report.like = (await notes().select("id").ilike("title", "T%").order("id")).data;
report.not = (await notes().select("id").not("id", "eq", 2).order("id")).data;
const counted = await notes().select("*", { count: "exact", head: true });
report.count = [counted.count, counted.status];
report.single = (await notes().select("title").eq("id", 2).single()).data;
const none = await notes().select("title").eq("id", 99).single();
report.none = [none.error.code, none.status];
report.updated = (await notes().update({ title: "deux" }).eq("id", 2).select()).data;
report.deleted = (await notes().delete().eq("id", 3).select("id")).data;
report.rpc = (await client.rpc("add_up", { a: 2, b: 40 })).data;
const twice = await notes().insert({ id: 1, title: "again" });
report.conflict = [twice.error.code, twice.status];
const wrong = await client.from("nowhere").select("*");
report.missing = [wrong.error.code, wrong.status];
const signedIn = await client.auth.signInWithPassword({ email: "a@b.test", password: "right" });
report.user = signedIn.data.user?.email;
report.refused = (await client.auth.signInWithPassword({ email: "a@b.test", password: "wrong" })).error?.status;
report.uploaded = (await client.storage.from("files").upload("folder/hello.txt", new Blob(["hello"]), { contentType: "text/plain" })).error;
report.downloaded = await (await client.storage.from("files").download("folder/hello.txt")).data?.text();
report.listed = (await client.storage.from("files").list("folder")).data?.map(file => file.name);

console.log(JSON.stringify(report));
