namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>What the sandbox has of Dialogporten's GraphQL schema for end users, by the real one's names and types.</summary>
internal static class DialogGraphSchema
{
    /// <summary>The schema, in the schema definition language.</summary>
    public const string Text = """
        schema { query: Queries mutation: Mutations subscription: Subscriptions }

        type Queries {
          searchDialogs(input: SearchDialogInput!): SearchDialogsPayload!
          dialogById(dialogId: UUID!): DialogByIdPayload!
          parties: [AuthorizedParty!]!
        }

        type Mutations {
          setSystemLabel(input: SetSystemLabelInput!): SetSystemLabelPayload!
        }

        type Subscriptions {
          dialogEvents(dialogId: UUID!): DialogEventPayload!
        }

        input SearchDialogInput {
          org: [String!]
          serviceResource: [String!]
          party: [String!]
          extendedStatus: [String!]
          externalReference: String
          status: [DialogStatus!]
          process: String
          systemLabel: [SystemLabel!]
          excludeApiOnly: Boolean
          createdAfter: DateTime
          createdBefore: DateTime
          contentUpdatedAfter: DateTime
          contentUpdatedBefore: DateTime
          isContentSeen: Boolean
          updatedAfter: DateTime
          updatedBefore: DateTime
          dueAfter: DateTime
          dueBefore: DateTime
          search: String
          searchLanguageCode: String
          limit: Int
          continuationToken: String
          orderBy: [SearchDialogSortTypeInput!]
        }

        input SearchDialogSortTypeInput { createdAt: OrderDirection updatedAt: OrderDirection dueAt: OrderDirection contentUpdatedAt: OrderDirection }
        input SetSystemLabelInput { dialogId: UUID! addLabels: [SystemLabel!]! removeLabels: [SystemLabel!]! }

        type SearchDialogsPayload { items: [SearchDialog!] hasNextPage: Boolean! continuationToken: String orderBy: [SearchDialogSortType!]! errors: [SearchDialogError!]! }
        type SearchDialogSortType { createdAt: OrderDirection updatedAt: OrderDirection dueAt: OrderDirection contentUpdatedAt: OrderDirection }
        type DialogByIdPayload { dialog: Dialog errors: [DialogByIdError!]! }
        type SetSystemLabelPayload { success: Boolean! errors: [SetSystemLabelError!]! }
        type DialogEventPayload { id: UUID! type: DialogEventType! }

        interface SearchDialogError { message: String! }
        type SearchDialogValidationError implements SearchDialogError { message: String! }
        interface DialogByIdError { message: String! }
        type DialogByIdNotFound implements DialogByIdError { message: String! }
        interface SetSystemLabelError { message: String! }
        type SetSystemLabelEntityNotFound implements SetSystemLabelError { message: String! }
        type SetSystemLabelDomainError implements SetSystemLabelError { message: String! }

        type SearchDialog {
          id: UUID!
          org: String!
          serviceResource: String!
          serviceResourceType: String!
          party: String!
          progress: Int
          process: String
          precedingProcess: String
          guiAttachmentCount: Int
          extendedStatus: String
          externalReference: String
          createdAt: DateTime!
          updatedAt: DateTime!
          contentUpdatedAt: DateTime!
          dueAt: DateTime
          status: DialogStatus!
          hasUnopenedContent: Boolean!
          isApiOnly: Boolean!
          fromServiceOwnerTransmissionsCount: Int!
          fromPartyTransmissionsCount: Int!
          latestActivity: Activity
          content: SearchContent!
          seenSinceLastUpdate: [SeenLog!]!
          seenSinceLastContentUpdate: [SeenLog!]!
          isContentSeen: Boolean!
          endUserContext: EndUserContext!
        }

        type Dialog {
          id: UUID!
          revision: UUID!
          org: String!
          serviceResource: String!
          serviceResourceType: String!
          party: String!
          progress: Int
          process: String
          precedingProcess: String
          extendedStatus: String
          externalReference: String
          dueAt: DateTime
          expiresAt: DateTime
          createdAt: DateTime!
          updatedAt: DateTime!
          contentUpdatedAt: DateTime!
          dialogToken: String
          status: DialogStatus!
          hasUnopenedContent: Boolean!
          isApiOnly: Boolean!
          fromServiceOwnerTransmissionsCount: Int!
          fromPartyTransmissionsCount: Int!
          isContentSeen: Boolean!
          content: Content!
          transmissions: [Transmission!]!
          activities: [Activity!]!
          seenSinceLastUpdate: [SeenLog!]!
          seenSinceLastContentUpdate: [SeenLog!]!
          endUserContext: EndUserContext!
        }

        type Content { title: ContentValue! summary: ContentValue senderName: ContentValue extendedStatus: ContentValue }
        type SearchContent { title: ContentValue! summary: ContentValue senderName: ContentValue extendedStatus: ContentValue }
        type ContentValue { value: [Localization!]! mediaType: String! isAuthorized: Boolean }
        type Localization { value: String! languageCode: String! }
        type Activity { id: UUID! createdAt: DateTime extendedType: String type: String! transmissionId: UUID performedBy: Actor! description: [Localization!]! }
        type Transmission {
          id: UUID!
          createdAt: DateTime!
          isAuthorized: Boolean!
          externalReference: String
          relatedTransmissionId: UUID
          type: String!
          sender: Actor!
          isOpened: Boolean!
          content: TransmissionContent!
        }
        type TransmissionContent { title: ContentValue! summary: ContentValue }
        type Actor { actorType: ActorType actorId: String actorName: String }
        type SeenLog { id: UUID! seenAt: DateTime! seenBy: Actor! isViaServiceOwner: Boolean isCurrentEndUser: Boolean! }
        type EndUserContext { revision: UUID! systemLabels: [SystemLabel!]! }
        type AuthorizedParty {
          party: String!
          partyUuid: UUID!
          partyId: Int!
          name: String!
          dateOfBirth: String
          partyType: String!
          isDeleted: Boolean!
          hasKeyRole: Boolean!
          isCurrentEndUser: Boolean!
          isMainAdministrator: Boolean!
          isAccessManager: Boolean!
          hasOnlyAccessToSubParties: Boolean!
        }

        enum DialogStatus { IN_PROGRESS DRAFT AWAITING REQUIRES_ATTENTION COMPLETED NOT_APPLICABLE }
        enum SystemLabel { DEFAULT BIN ARCHIVE MARKED_AS_UNOPENED SENT }
        enum ActorType { PARTY_REPRESENTATIVE SERVICE_OWNER }
        enum DialogEventType { DIALOG_UPDATED DIALOG_DELETED }
        enum OrderDirection { ASC DESC }
        """;
}
