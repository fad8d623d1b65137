// @ts-check
// The room page: shows the room, or says plainly that this browser cannot hold one.
const needs = ["RTCPeerConnection", "WebSocket", "MediaRecorder", "AudioContext", "HTMLDialogElement"];
const isAble = needs.every((name) => name in globalThis) && "any" in AbortSignal && "popover" in HTMLElement.prototype;

if (isAble) await import("./room_page.js");
else location.replace("/unsupported/");

export {};
