// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

/// The media types of RFC 7285 §14.1 and its extensions.
public final class MediaTypes {

  public static final String DIRECTORY = "application/alto-directory+json";
  public static final String NETWORK_MAP = "application/alto-networkmap+json";
  public static final String NETWORK_MAP_FILTER = "application/alto-networkmapfilter+json";
  public static final String COST_MAP = "application/alto-costmap+json";
  public static final String COST_MAP_FILTER = "application/alto-costmapfilter+json";
  public static final String ENDPOINT_PROPERTIES = "application/alto-endpointprop+json";
  public static final String ENDPOINT_PROPERTY_PARAMETERS =
      "application/alto-endpointpropparams+json";
  public static final String ENDPOINT_COST = "application/alto-endpointcost+json";
  public static final String ENDPOINT_COST_PARAMETERS = "application/alto-endpointcostparams+json";
  public static final String ERROR = "application/alto-error+json";
  // RFC 8895 §10
  public static final String EVENT_STREAM = "text/event-stream";
  public static final String STREAM_PARAMETERS = "application/alto-updatestreamparams+json";
  public static final String STREAM_CONTROL = "application/alto-updatestreamcontrol+json";
  public static final String MERGE_PATCH = "application/merge-patch+json";
  public static final String JSON_PATCH = "application/json-patch+json";
  // RFC 9240 §12.1
  public static final String PROPERTY_MAP = "application/alto-propmap+json";
  public static final String PROPERTY_MAP_PARAMETERS = "application/alto-propmapparams+json";

  private MediaTypes() {}
}
