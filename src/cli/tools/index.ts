export type { BuiltInTool } from './built-in-tool.ts';
export { DEFAULT_TOOL_NAMES, isToolName, makeTools, TOOL_NAMES, type ToolName } from './toolbox.ts';
