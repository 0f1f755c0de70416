// Every operation of the official SDK against a FakeFlora, one line each, such as "| `models.list` | GET /models | yes |":
// node operations.mjs <base url> <key> <url of a picture>
import FLORA, { toFile } from '@flora-ai/flora';

const [baseURL, apiKey, picture] = process.argv.slice(2);
const workspaceId = 'ws_fake0001';
const projectId = 'prj_fake0001';
const VARIABLES = { ws: 'workspaceId', prj: 'projectId', run: 'runId', tech: 'techniqueId', asset: 'assetId',
  node: 'nodeId', fld: 'folderId' };
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64');

let asked = null;
const client = new FLORA({
  apiKey,
  baseURL,
  maxRetries: 0,
  fetch: (url, init) => {
    // It asks a URL of data first, to see what fetch can do.
    if (String(url).startsWith('http')) {
      asked ??= `${(init?.method ?? 'get').toUpperCase()} ${route(new URL(url))}`;
    }
    return fetch(url, init);
  },
});

function route(url) {
  return url.pathname.replace('/api/v1', '')
    .replace(/\b(ws|prj|run|tech|asset|node|fld)_[A-Za-z0-9_]+/g, (id, prefix) => `{${VARIABLES[prefix]}}`)
    .replace(/\/actions\/[a-z0-9-]+$/, '/actions/{actionId}');
}

// What an operation has made, for those after it; without it, they ask for what there may be.
const made = { runId: 'run_none', techniqueId: 'tech_none', inputs: [], actionId: 'resize-image-browser',
  techniqueRunId: 'run_none', assetId: 'asset_none', signedId: 'asset_none' };

const values = (technique) => technique.inputs.filter((input) => !input.optional)
  .map((input) => ({ id: input.id, type: input.type, value: input.type === 'text' ? 'A harbour' : picture }));

const OPERATIONS = {
  'workspaces.list': () => client.workspaces.list(),
  'models.list': () => client.models.list({ type: 'image' }),
  'generations.create': async () => {
    made.runId = (await client.generations.create({ type: 'image', prompt: 'A harbour', workspace_id: workspaceId,
      project_id: projectId })).run_id;
  },
  'generations.retrieve': () => client.generations.retrieve(made.runId),
  'generations.list': () => client.generations.list({ workspace_id: workspaceId, limit: 2 }),
  'runs.startGeneration': () => client.runs.startGeneration({ type: 'text', prompt: 'A harbour',
    workspace_id: workspaceId, project_id: projectId }),
  'techniques.list': async () => {
    const first = (await client.techniques.list({ limit: 1 })).techniques[0];
    made.techniqueId = first.technique_id;
  },
  'techniques.retrieve': async () => {
    made.inputs = values(await client.techniques.retrieve(made.techniqueId));
  },
  'runs.startTechnique': () => client.runs.startTechnique({ technique_id: made.techniqueId, workspace_id: workspaceId,
    inputs: Object.fromEntries(made.inputs.map((input) => [input.id, input.value])) }),
  'techniques.runs.create': async () => {
    made.techniqueRunId = (await client.techniques.runs.create(made.techniqueId, { inputs: made.inputs, mode: 'async' })).run_id;
  },
  'techniques.runs.retrieve': () => client.techniques.runs.retrieve(made.techniqueRunId,
    { techniqueId: made.techniqueId }),
  'techniques.runs.list': () => client.techniques.runs.list({ workspace_id: workspaceId, limit: 2 }),
  'actions.list': async () => {
    made.actionId = (await client.actions.list()).actions.find((action) => action.inputs?.[0]?.type === 'image').action_id;
  },
  'actions.retrieve': () => client.actions.retrieve(made.actionId),
  'actions.run': () => client.actions.run({ action_id: made.actionId, workspace_id: workspaceId, project_id: projectId,
    inputs: [{ type: 'image', url: picture }] }),
  'projects.list': () => client.projects.list({ workspace_id: workspaceId }),
  'projects.create': () => client.projects.create({ name: 'Made by the SDK', workspace_id: workspaceId }),
  'projects.retrieve': () => client.projects.retrieve(projectId),
  'workspaces.projects.create': () => client.workspaces.projects.create(workspaceId, { name: 'Made in a workspace' }),
  'workspaces.folders.createProject': () => client.workspaces.folders.createProject('fld_1',
    { workspaceId, name: 'Made in a folder' }),
  'assets.create': async () => {
    made.signedId = (await client.assets.create({ source: 'signed-url', workspace_id: workspaceId,
      content_type: 'image/png', file_name: 'large.png' })).asset_id;
  },
  'assets.upload': async () => {
    made.assetId = (await client.assets.upload(await toFile(PNG, 'harbour.png', { type: 'image/png' }),
      { workspace_id: workspaceId })).asset_id;
  },
  'assets.upload of 5 MB': async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]);
    await client.assets.upload(await toFile(large, 'large.png', { type: 'image/png' }), { workspace_id: workspaceId });
  },
  'assets.retrieve': () => client.assets.retrieve(made.assetId),
  'assets.list': () => client.assets.list({ workspace_id: workspaceId, limit: 2 }),
  'assets.complete': () => client.assets.complete(made.signedId),
  'assets.retry': () => client.assets.retry(made.signedId),
  'projects.listNodes': () => client.projects.listNodes(projectId),
  'projects.assets.attachAsset': () => client.projects.assets.attachAsset(made.assetId, { projectId }),
  'projects.canvas.retrieve': () => client.projects.canvas.retrieve(projectId),
  'projects.canvas.update': () => client.projects.canvas.update(projectId, { diagram: 'flowchart LR' }),
  'projects.actions.create': () => client.projects.actions.create(projectId, { action_id: made.actionId }),
  'projects.actions.run': () => client.projects.actions.run('node_1', { projectId }),
  'workspaces.projects.graph': () => client.workspaces.projects.graph(projectId, { workspaceId }),
  'workspaces.projects.runNodes': () => client.workspaces.projects.runNodes(projectId,
    { workspaceId, node_ids: ['node_1'] }),
  'workspaces.projects.canvas.applyChangeset': () => client.workspaces.projects.canvas.applyChangeset(projectId,
    { workspaceId, add: [{ ref: 'a', type: 'image', prompt: 'A harbour' }] }),
  'workspaces.projects.canvas.retrieveDefinition': () => client.workspaces.projects.canvas.retrieveDefinition(projectId,
    { workspaceId }),
  'workspaces.projects.canvas.replaceDefinition': () => client.workspaces.projects.canvas.replaceDefinition(projectId,
    { workspaceId, definition: { nodes: [], edges: [], node_inputs: {}, node_outputs: {} } }),
  'workspaces.library.folders.create': () => client.workspaces.library.folders.create(workspaceId, { name: 'Harbours' }),
  'workspaces.library.folders.addItem': () => client.workspaces.library.folders.addItem('fld_1',
    { workspaceId, type: 'text', text: 'A harbour' }),
  'workspaces.library.folders.delete': () => client.workspaces.library.folders.delete('fld_1', { workspaceId }),
  'feedback.record': () => client.feedback.record({ kind: 'bug', summary: 'None', detail: 'None' }),
};

// The SDK's own operations, so that none is left out.
function operations(resource, prefix) {
  return Object.entries(resource).filter(([name, value]) => name !== '_client' && value?._client)
    .flatMap(([name, value]) => [
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(value)).filter((method) => method !== 'constructor')
        .map((method) => `${prefix}${name}.${method}`),
      ...operations(value, `${prefix}${name}.`),
    ]);
}

const tried = new Set(Object.keys(OPERATIONS).map((name) => name.split(' ')[0]));
for (const missing of operations(client, '').filter((name) => !tried.has(name))) {
  console.log(`| \`${missing}\` | | not tried |`);
}
for (const [name, call] of Object.entries(OPERATIONS)) {
  asked = null;
  const [operation, note] = [name.split(' ')[0], name.split(' ').slice(1).join(' ')];
  let outcome = 'yes';
  try {
    await call();
  }
  catch (error) {
    const problem = error.error?.error?.message ?? error.error?.message ?? error.message;
    outcome = problem === 'There is no such operation.' ? 'no' : `${error.status ?? ''} ${problem}`.trim();
  }
  console.log(`| \`${operation}\`${note ? ` ${note}` : ''} | ${asked} | ${outcome} |`);
}
