/** What of LangGraph's behaviour the door has, as data: STATUS.md prints it. */

/** One behaviour that programs lean on. */
export interface Feature {
  /** How many programs need it: `core` is everybody, `imp` most applications, `adv` some, `niche` few. */
  readonly rank: string;
  readonly state: 'done' | 'partial' | 'not done';
  readonly feature: string;
  /** Where the state is `partial`: what is missing. */
  readonly missing: string;
}

/** Features under one heading. */
export interface FeatureGroup {
  readonly title: string;
  readonly features: readonly Feature[];
}

/** A line is `state rank feature`, and ` -- what is missing` where the state is `~`. States: `+` done, `~` partial, `-` not done. */
const SHEET = `
# Building a state graph
+ core new StateGraph over Annotation.Root, StateSchema, a zod object or raw channels; other input is refused
+ imp a second argument: context schema, or input, output, context, interrupt, writer, nodes
+ imp one argument { state, input, output, context, … }, kinds of schema mixed
+ adv the old { channels: { key: { reducer, default } } }
+ imp one key in several schemas: which definition wins, which conflict
+ core addNode by name, by object, by list; names that are refused
+ core options of addNode: input, metadata, ends, subgraphs, defer, retryPolicy, cachePolicy, timeout, errorHandler
+ core addEdge, fan-out, START and END
+ imp addEdge from several nodes: the target waits for all
+ core addConditionalEdges with and without path map, and as one object
+ imp conditional entry; setEntryPoint, setFinishPoint
+ adv addSequence
+ adv defer: the node runs when nothing else is left
+ adv setNodeDefaults
+ core compile with checkpointer, store, cache, interrupts, name, description, transformers; validation of the graph
+ imp private state of a node's own input schema; output schema filters
+ niche graph.nodes.NAME.invoke runs one node
+ niche Graph and MessageGraph
+ niche Pregel by hand: channels, subscriptions, stepTimeout, retryPolicy, debug

# Defining state
+ core Annotation, bare or called, with reducer and default
+ core Annotation.Root with .spec and the types .State, .Update, .Node
+ core MessagesAnnotation
+ imp StateSchema over any Standard Schema
+ imp ReducedValue with its own input schema
+ adv UntrackedValue: in no checkpoint, out of stored Send arguments
+ adv DeltaValue, MessagesValue, MessagesDeltaValue
+ imp zod state: withLangGraph, the registry, defaults, the old .langgraph getter
+ imp MessagesZodState, MessagesZodMeta
+ imp validation of graph input, Command updates and node updates
+ adv JSON schemas of a graph
+ niche getSchemaDefaultGetter, getJsonSchemaFromSchema
+ imp Overwrite replaces a reduced value, once per step
+ imp inference of state, update, node and router types

# Channels
+ imp BaseChannel: the interface that programs call and extend
+ imp LastValue
+ adv LastValueAfterFinish, NamedBarrierValue, NamedBarrierValueAfterFinish, DynamicBarrierValue
+ imp BinaryOperatorAggregate
+ adv Topic: accumulate, unique, the older stored form
+ adv EphemeralValue
+ niche AnyValue
+ adv UntrackedValueChannel
+ adv DeltaChannel: snapshots now and then, the rest from stored writes
+ niche helpers for checkpoints of channels

# Routing
+ core Send from conditional edges and Command.goto
+ core Command with update, goto, resume, graph
+ core a Command from a node: update, then goto beside the static edges
+ imp a Command as input: resume, update, goto on the last checkpoint
+ imp Command.PARENT reaches the nearest parent, level by level
+ imp Command and Send are known by shape and revived from JSON
+ adv several Commands in one returned list

# Interrupts and people in the loop
+ core interrupt(value) ends the run; state and result show it
+ core Command({ resume }) answers, the node runs again from its start
+ imp several interrupts in one node; falsy answers
+ imp answers by interrupt id
+ imp finished siblings do not run again
+ core breakpoints before and after nodes, at compile or per call
+ niche NodeInterrupt
+ imp interrupt outside a graph, or without a checkpointer
+ imp resume without a checkpointer is refused
+ imp isInterrupted, INTERRUPT, typed interrupts
+ imp interrupts in the stream, under the namespace of their graph
+ adv goto a node that interrupts; updateState clears interrupted tasks

# Subgraphs
+ core a graph as node, called inside a node, inside a runnable or tool
+ core the parent's checkpointer and a namespace per call
+ imp checkpointer: true keeps a subgraph's state between runs of the parent; false keeps none
+ imp subgraphs: true puts the namespace before each chunk
+ imp state of subgraphs: nested snapshots, reading and updating by namespace
+ adv getSubgraphs
+ imp interrupts in nested graphs are answered at the right one
+ imp store, context, signal, recursion limit, config and callbacks reach subgraphs
+ adv nesting by the running task, never by a concurrent run

# Persistence and time travel
+ core a checkpointer and a thread id
+ core invoke(null) resumes; finished tasks are not repeated
+ core getState
+ imp getStateHistory with limit, before, filter
+ imp updateState, as node, as input, as copy, at END
+ adv bulkUpdateState
+ imp durability: async, sync, exit; checkpointDuring
+ imp a failing saver surfaces from the call
+ adv a put in flight outlives a cancelled run
+ imp replay from an old checkpoint
+ imp fork by updateState on an old checkpoint
+ adv time travel with subgraphs
+ imp checkpoint metadata
+ niche the same run id on an interrupted thread resumes
+ niche only trusted constructors are revived
+ adv older checkpoints are read

# Streaming
+ core stream gives an async-iterable ReadableStream; default modes
+ core chunk shapes for one mode, several modes, subgraphs
+ core values
+ core updates
+ core messages
+ imp custom, by config.writer, getWriter and writer
+ adv tasks
+ adv checkpoints
+ adv debug
+ adv tools
+ adv server-sent events as bytes
+ imp cancel() and leaving the loop stop the run
+ imp streamEvents v2
+ adv invoke with several stream modes; outputKeys, inputKeys
+ imp batch, pipe and the rest of Runnable
+ niche debug: true prints steps

# Typed run streams and ./stream
+ adv streamEvents v3: GraphRunStream, itself iterable, in sequence
+ adv underlying modes with subgraphs; checkpoint envelopes
+ adv output, values, messages, subgraphs, lifecycle, interrupts, extensions, abort
+ adv events of messages, grouped by run
+ niche lifecycle events
+ adv transformers at compile, by config and per call
+ niche StreamChannel and EventLog
+ niche convertToProtocolEvent, isCheckpointEnvelope
+ niche subscriptions: channels, prefixes, depth, since
+ niche createGraphRunStream alone

# Policies and run control
+ imp retryPolicy
+ adv cachePolicy and clearCache
+ adv timeout, total and idle
+ adv errorHandler
+ imp stepTimeout, signal and timeout of the config
+ imp maxConcurrency
+ core recursionLimit
+ adv RunControl: drain at the next step

# Runtime of a node
+ core (state, config) with everything the config holds
+ imp context, validated by its schema
+ adv executionInfo
+ niche serverInfo
+ imp getConfig, getStore, getWriter, getCurrentTaskInput
+ imp store at compile or call, batched in a run
+ imp metadata and tags of nodes
+ imp withConfig merges

# Functional API
+ imp entrypoint
+ imp task
+ niche generators are refused
+ imp entrypoint.final, getPreviousState, updateState
+ imp interrupts in tasks and entrypoints
+ imp updates stream results as they come
+ imp with and without a checkpointer alike

# Messages
+ core messagesStateReducer, addMessages, RemoveMessage, REMOVE_ALL_MESSAGES
+ adv messagesDeltaReducer
+ adv pushMessage

# Prebuilt
+ imp createReactAgent
+ imp prompts as text, message, function, runnable
+ imp models: plain, bound, configurable, chosen by a function
+ imp versions v1 and v2
+ imp responseFormat
+ adv hooks before and after the model
+ imp ToolNode
+ imp toolsCondition
+ niche withAgentName
+ niche ToolExecutor, createAgentExecutor, createFunctionCallingExecutor
+ niche types of human interrupts

# Remote graphs, drawing, tracing
+ adv RemoteGraph: runs, streams, threads and drawings over the SDK's client, as a node too
+ adv getGraph, drawMermaid
+ adv names, tags and metadata of traced runs
`;

const STATES: Readonly<Record<string, Feature['state']>> = { '+': 'done', '~': 'partial', '-': 'not done' };

function featureOf(line: string): Feature {
  const [, sign = '', rank = '', feature = '', missing = ''] = /^(\S) (\S+) (.*?)(?: -- (.*))?$/.exec(line) ?? [];
  const state = STATES[sign];
  if (state === undefined || (state === 'partial') !== (missing !== '')) {
    throw new Error(
      `"${line}" is not a line of features: a state, a rank, a feature, and what is missing if the state is ~.`,
    );
  }
  return { rank, state, feature, missing };
}

export const featureGroups: readonly FeatureGroup[] = SHEET.trim()
  .split(/^# /m)
  .slice(1)
  .map((block) => {
    const [title = '', ...lines] = block.trim().split('\n');
    return { title, features: lines.map(featureOf) };
  });
