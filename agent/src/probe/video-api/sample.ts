/**
 * Answers in the shapes the makers' reference guides show; written by hand, since no device was at hand to record.
 */

const status = (version: string, body: string) =>
  `<?xml version="1.0"?>\n<Status product="Cisco Codec" version="${version}" apiVersion="4">${body}</Status>\n`;

/** RoomOS 11, in a call that loses packets on its way in; temperature is a word, H.323 is gone. */
export const roomOs11: Readonly<Record<string, string>> = {
  SystemUnit: status(
    "ce11.24.1.5",
    `<SystemUnit><Hardware><Monitoring><Temperature><Status>Normal</Status></Temperature></Monitoring></Hardware>
     <ProductId>Cisco Room Kit</ProductId><Software><DisplayName>RoomOS 11.24.1.5</DisplayName>
     <Version>ce11.24.1.5.4a5b6c7</Version></Software><Uptime>597095</Uptime></SystemUnit>`,
  ),
  SIP: status(
    "ce11.24.1.5",
    `<SIP><Proxy item="1" maxOccurrence="n"><Status>Active</Status></Proxy>
     <Registration item="1" maxOccurrence="n"><Reason></Reason><Status>Registered</Status>
     <URI>phong-hop@example.vn</URI></Registration></SIP>`,
  ),
  Call: status(
    "ce11.24.1.5",
    `<Call item="27" maxOccurrence="n"><Direction>Outgoing</Direction><Protocol>SIP</Protocol>
     <ReceiveCallRate>1920</ReceiveCallRate><Status>Connected</Status><TransmitCallRate>1920</TransmitCallRate></Call>
     <Call item="28" maxOccurrence="n"><ReceiveCallRate>64</ReceiveCallRate><Status>Disconnecting</Status></Call>`,
  ),
  MediaChannels: status(
    "ce11.24.1.5",
    `<MediaChannels><Call item="27" maxOccurrence="n">
     <Channel item="1" maxOccurrence="n"><Direction>Incoming</Direction><Netstat><Jitter>4</Jitter>
      <LastIntervalLost>0</LastIntervalLost><LastIntervalReceived>250</LastIntervalReceived><Loss>9</Loss>
      <Packets>90000</Packets></Netstat><Type>Audio</Type></Channel>
     <Channel item="2" maxOccurrence="n"><Direction>Incoming</Direction><Netstat><Jitter>21</Jitter>
      <LastIntervalLost>13</LastIntervalLost><LastIntervalReceived>387</LastIntervalReceived><Loss>800</Loss>
      <Packets>190000</Packets></Netstat><Type>Video</Type></Channel>
     <Channel item="3" maxOccurrence="n"><Direction>Outgoing</Direction><Netstat><Jitter>2</Jitter>
      <LastIntervalLost>0</LastIntervalLost><LastIntervalReceived>0</LastIntervalReceived></Netstat>
      <Type>Video</Type></Channel>
     <Channel item="4" maxOccurrence="n"><Direction>Outgoing</Direction><Netstat><Jitter>99</Jitter>
      <LastIntervalLost>50</LastIntervalLost><LastIntervalReceived>50</LastIntervalReceived></Netstat>
      <Type>Data</Type></Channel></Call></MediaChannels>`,
  ),
  Diagnostics: status(
    "ce11.24.1.5",
    `<Diagnostics><Message item="1" maxOccurrence="n"><Description>Camera not detected</Description><Level>Error</Level>
     <Type>CameraDetected</Type></Message><Message item="2" maxOccurrence="n"><Description>All is well</Description>
     <Level>OK</Level><Type>Something</Type></Message></Diagnostics>`,
  ),
};

/** CE 8, idle: its gatekeeper has it, its SIP registrar does not. */
export const ce8: Readonly<Record<string, string>> = {
  SystemUnit: status(
    "ce8.3.7",
    `<SystemUnit item="1"><Hardware item="1"><Temperature item="1">61.5</Temperature></Hardware>
     <ProductId item="1">Cisco TelePresence MX300 G2</ProductId><Software item="1"><Version item="1">ce8.3.7.b8d4</Version>
     </Software><Uptime item="1">86400</Uptime></SystemUnit>`,
  ),
  SIP: status(
    "ce8.3.7",
    `<SIP item="1"><Registration item="1"><Status item="1">Failed</Status></Registration></SIP>`,
  ),
  H323: status(
    "ce8.3.7",
    `<H323 item="1"><Gatekeeper item="1"><Address item="1">10.1.1.6</Address><Port item="1">1719</Port>
     <Status item="1">Registered</Status></Gatekeeper><Mode item="1"><Status item="1">Enabled</Status></Mode></H323>`,
  ),
};

/** TC 7: no sessions, registrations within profiles, channels with the direction in their name. */
export const tc7: Readonly<Record<string, string>> = {
  SystemUnit: status(
    "TC7.3.21",
    `<SystemUnit item="1"><Hardware item="1"><Temperature item="1">54.0</Temperature></Hardware>
     <ProductId item="1">Cisco TelePresence Codec C40</ProductId><Software item="1"><Version item="1">TC7.3.21</Version>
     </Software><Uptime item="1">12345</Uptime></SystemUnit>`,
  ),
  SIP: status(
    "TC7.3.21",
    `<SIP item="1"><Profile item="1" maxOccurrence="n"><Registration item="1" maxOccurrence="n">
     <Status item="1">Registered</Status></Registration></Profile></SIP>`,
  ),
  H323: status(
    "TC7.3.21",
    `<H323 item="1"><Gatekeeper item="1"><Status item="1">Inactive</Status></Gatekeeper></H323>`,
  ),
  Call: status(
    "TC7.3.21",
    `<Call item="3" maxOccurrence="n"><Status item="1">Connected</Status><ReceiveCallRate item="1">768</ReceiveCallRate>
     <TransmitCallRate item="1">768</TransmitCallRate></Call>`,
  ),
  MediaChannels: status(
    "TC7.3.21",
    `<MediaChannels item="1"><Call item="3" maxOccurrence="n">
     <IncomingVideoChannel item="35" maxOccurrence="n"><Netstat item="1"><Jitter item="1">7</Jitter><Loss item="1">5</Loss>
      <Packets item="1">995</Packets></Netstat></IncomingVideoChannel>
     <OutgoingVideoChannel item="36" maxOccurrence="n"><Netstat item="1"><Jitter item="1">3</Jitter><Loss item="1">0</Loss>
      <Packets item="1">1000</Packets></Netstat></OutgoingVideoChannel></Call></MediaChannels>`,
  ),
};

/** VideoOS 4, in a call. */
export const videoOs4: Readonly<Record<string, unknown>> = {
  "/rest/system": {
    model: "Studio X50",
    softwareVersion: "4.2.0",
    build: "409123",
    uptime: 864321,
    state: "READY",
  },
  "/rest/system/sipservers": [{ address: "10.1.1.5", state: "UP" }],
  "/rest/system/h323gatekeepers": [{ address: "10.1.1.6", state: "down" }],
  "/rest/conferences": [{ id: 4, startTime: 1795000000000, connections: [{ id: 1, callType: "SIP" }] }],
  "/rest/conferences/4/mediastats": [
    { mediaDirection: "RX", mediaType: "AUDIO", actualBitRate: 48, jitter: 3, percentPacketLoss: 0.5 },
    { mediaDirection: "RX", mediaType: "VIDEO", actualBitRate: 1472, jitter: 11, percentPacketLoss: "0.2" },
    { mediaDirection: "TX", mediaType: "VIDEO", actualBitRate: 1800, jitter: 70, percentPacketLoss: 0 },
  ],
  "/rest/system/status": [
    { langtag: "IP_NETWORK", stateList: ["up"] },
    { langtag: "TRACKABLE_CAMERA", stateList: ["down"] },
  ],
};

/** VideoOS 3, idle, with no gatekeeper configured. */
export const videoOs3: Readonly<Record<string, unknown>> = {
  "/rest/system": { model: "G7500", softwareVersion: "3.14.0", uptime: "3600" },
  "/rest/system/sipservers": [{ address: "10.1.1.5", state: "up" }],
  "/rest/system/h323gatekeepers": [],
  "/rest/conferences": [],
};
