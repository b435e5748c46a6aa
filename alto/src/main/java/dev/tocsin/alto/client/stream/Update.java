// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.stream.ControlEvent;
import tools.jackson.databind.JsonNode;

/// What an event of a stream means to the client.
public sealed interface Update {

  /// The stream itself changes.
  record Control(ControlEvent event) implements Update {}

  /// A resource has a new version.
  ///
  /// @param dataId substream, with the part of a multipart resource
  /// @param mediaType of the resource, however its change was told
  record Version(String dataId, String mediaType, JsonNode content) implements Update {}
}
