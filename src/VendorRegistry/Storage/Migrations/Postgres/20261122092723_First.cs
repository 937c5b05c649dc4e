using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Actor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Action = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: true),
                    Change = table.Column<string>(type: "text", nullable: false),
                    PreviousHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "maintenance",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Product = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    From = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReasonNb = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    ReasonEn = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    AnnouncedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_maintenance", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "policies",
                columns: table => new
                {
                    Policy = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Mode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    SetAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policies", x => new { x.Policy, x.Environment });
                });

            migrationBuilder.CreateTable(
                name: "registry_state",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Epoch = table.Column<Guid>(type: "uuid", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    AuditSequence = table.Column<long>(type: "bigint", nullable: false),
                    AuditHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_registry_state", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "terms",
                columns: table => new
                {
                    Version = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    InForceFrom = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    AcceptanceDue = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ChangeLogNb = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    ChangeLogEn = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_terms", x => x.Version);
                });

            migrationBuilder.CreateTable(
                name: "vendors",
                columns: table => new
                {
                    Number = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SearchName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RegisteredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    PictureVersion = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_vendors", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "acceptances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Version = table.Column<string>(type: "character varying(20)", nullable: false),
                    AcceptedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Representative = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    MaskinportenTerms = table.Column<bool>(type: "boolean", nullable: false),
                    IdPortenTerms = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_acceptances", x => x.Id);
                    table.ForeignKey(
                        name: "FK_acceptances_terms_Version",
                        column: x => x.Version,
                        principalTable: "terms",
                        principalColumn: "Version",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_acceptances_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "holds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Ground = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Clause = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Reason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    PutBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PutAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    From = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    System = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Client = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Customer = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: true),
                    Product = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    LiftedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LiftedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    LiftReason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_holds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_holds_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "integrations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Product = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    System = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Purpose = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    StatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_integrations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_integrations_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Rate = table.Column<double>(type: "double precision", nullable: false),
                    Burst = table.Column<double>(type: "double precision", nullable: false),
                    RatePerCustomer = table.Column<double>(type: "double precision", nullable: false),
                    MaxRate = table.Column<double>(type: "double precision", nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans", x => x.Vendor);
                    table.ForeignKey(
                        name: "FK_plans_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "systems",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    NameNb = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    NameNn = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    NameEn = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Rights = table.Column<string>(type: "text", nullable: false),
                    AccessPackages = table.Column<string>(type: "text", nullable: false),
                    RedirectUrls = table.Column<string>(type: "text", nullable: false),
                    IsVisible = table.Column<bool>(type: "boolean", nullable: false),
                    IsDeleted = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_systems", x => x.Id);
                    table.ForeignKey(
                        name: "FK_systems_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "clients",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    System = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_clients", x => x.Id);
                    table.ForeignKey(
                        name: "FK_clients_systems_System",
                        column: x => x.System,
                        principalTable: "systems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_clients_vendors_Vendor",
                        column: x => x.Vendor,
                        principalTable: "vendors",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_acceptances_Vendor_Version",
                table: "acceptances",
                columns: new[] { "Vendor", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_acceptances_Version",
                table: "acceptances",
                column: "Version");

            migrationBuilder.CreateIndex(
                name: "IX_audit_Vendor_Sequence",
                table: "audit",
                columns: new[] { "Vendor", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_clients_System",
                table: "clients",
                column: "System");

            migrationBuilder.CreateIndex(
                name: "IX_clients_Vendor",
                table: "clients",
                column: "Vendor");

            migrationBuilder.CreateIndex(
                name: "IX_holds_Vendor_LiftedAt",
                table: "holds",
                columns: new[] { "Vendor", "LiftedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_integrations_Vendor_Product_Environment",
                table: "integrations",
                columns: new[] { "Vendor", "Product", "Environment" });

            migrationBuilder.CreateIndex(
                name: "IX_maintenance_From",
                table: "maintenance",
                column: "From");

            migrationBuilder.CreateIndex(
                name: "IX_systems_Vendor",
                table: "systems",
                column: "Vendor");

            migrationBuilder.CreateIndex(
                name: "IX_terms_InForceFrom",
                table: "terms",
                column: "InForceFrom",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_vendors_PictureVersion",
                table: "vendors",
                column: "PictureVersion");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "acceptances");

            migrationBuilder.DropTable(
                name: "audit");

            migrationBuilder.DropTable(
                name: "clients");

            migrationBuilder.DropTable(
                name: "holds");

            migrationBuilder.DropTable(
                name: "integrations");

            migrationBuilder.DropTable(
                name: "maintenance");

            migrationBuilder.DropTable(
                name: "plans");

            migrationBuilder.DropTable(
                name: "policies");

            migrationBuilder.DropTable(
                name: "registry_state");

            migrationBuilder.DropTable(
                name: "terms");

            migrationBuilder.DropTable(
                name: "systems");

            migrationBuilder.DropTable(
                name: "vendors");
        }
    }
}
